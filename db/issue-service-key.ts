import { parseArgs } from 'node:util';
import { connect } from './client.ts';
import { databaseVariables, readEnvironment } from './environment.ts';
import { findLinkedService } from './linked-services.ts';
import { issueServiceKey, revokeServiceKeys } from './service-keys.ts';

/**
 * `node db/issue-service-key.ts CODE` prints a new key with which a linked service records access events. The key is shown
 * this once; `--name` says where it is used. `--revoke` ends all keys of the service instead. The back office does the same.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string', default: '' }, revoke: { type: 'boolean', default: false } },
});
const [serviceCode, ...others] = positionals;

if (!serviceCode || others.length > 0)
  fail('Usage: node db/issue-service-key.ts CODE [--name NAME] [--revoke]');
const { DATABASE_URL } = readEnvironment(databaseVariables);
const { db, close } = connect(DATABASE_URL, { max: 1 });
try {
  if (!(await findLinkedService(db, serviceCode))) fail(`There is no open linked service “${serviceCode}”.`);
  if (values.revoke) console.error(`Keys ended: ${await revokeServiceKeys(db, serviceCode, new Date())}`);
  else console.log(await issueServiceKey(db, serviceCode, { name: values.name }));
} finally {
  await close();
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
