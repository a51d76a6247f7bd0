import { parseArgs } from 'node:util';
import { connect } from './client.ts';
import { databaseVariables, readEnvironment } from './environment.ts';
import { findLinkedService, issueServiceKey, revokeServiceKeys } from './linked-services.ts';

/**
 * `node db/issue-service-key.ts CODE` prints a new key with which a linked service records access events. The key is shown
 * this once. `--revoke` ends all keys of the service instead.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { revoke: { type: 'boolean', default: false } },
});
const [serviceCode, ...others] = positionals;

if (!serviceCode || others.length > 0) fail('Usage: node db/issue-service-key.ts CODE [--revoke]');
const { DATABASE_URL } = readEnvironment(databaseVariables);
const { db, close } = connect(DATABASE_URL, { max: 1 });
try {
  if (!(await findLinkedService(db, serviceCode))) fail(`There is no open linked service “${serviceCode}”.`);
  if (values.revoke) console.error(`Keys ended: ${await revokeServiceKeys(db, serviceCode, new Date())}`);
  else console.log(await issueServiceKey(db, serviceCode));
} finally {
  await close();
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
