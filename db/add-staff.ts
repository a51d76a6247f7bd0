import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { parseFields } from '../domain/field.ts';
import { newStaffAccountFields, operator, type StaffAccountDetails } from '../domain/staff-account.ts';
import { makeTemporaryPassword, temporaryPasswordExpiresAt } from '../domain/temporary-password.ts';
import { connect, type Db } from './client.ts';
import { putTemporaryPassword } from './credentials.ts';
import { databaseVariables, readEnvironment } from './environment.ts';
import { hashPassword } from './password-hash.ts';
import { staffMember } from './person.ts';
import { insertStaffAccount, recordAccountAct } from './staff-accounts.ts';

/**
 * `node db/add-staff.ts --id ID --name NAME --email ADDRESS --role ROLE [--department D] [--title T]` makes an account of staff
 * and prints its temporary password, this once: for the first supervisor, who then makes the others in the back office.
 */
const { values: given } = parseArgs({
  options: {
    id: { type: 'string', default: '' },
    name: { type: 'string', default: '' },
    email: { type: 'string', default: '' },
    role: { type: 'string', default: '' },
    department: { type: 'string', default: '' },
    title: { type: 'string', default: '' },
  },
});

const { staffId, ...details } = read();
const { DATABASE_URL } = readEnvironment(databaseVariables);
const { db, close } = connect(DATABASE_URL, { max: 1 });
const password = makeTemporaryPassword(randomInt);
const expiresAt = temporaryPasswordExpiresAt('staffInitial', new Date());
const added = await add(db).finally(() => close());
if (!added) fail(`--id: there is an account ${staffId} already`);
console.log(`Account ${staffId} (${details.role}) was made. Temporary password, shown this once:`);
console.log(password);
console.log(
  `It works once, until ${expiresAt.toISOString()}, at /office/login, and leads to choosing another.`,
);

/** What was given, by the same rules as in the form; a department is not demanded here. */
function read(): StaffAccountDetails & { staffId: string } {
  const input = { ...given, staffId: given.id };
  const parsed = parseFields(
    newStaffAccountFields.filter(({ key }) => key !== 'department' || given.department),
    input,
  );
  if ('errors' in parsed)
    fail(
      Object.entries(parsed.errors)
        .map(([key, message]) => `--${key === 'staffId' ? 'id' : key}: ${message}`)
        .join('\n'),
    );
  const values = parsed.values as unknown as StaffAccountDetails & { staffId: string };
  return { ...values, department: values.department ?? '', title: values.title ?? '' };
}

/** False where the ID is taken. */
async function add(whole: Db): Promise<boolean> {
  const temporaryHash = await hashPassword(password);
  return whole.transaction(async (tx) => {
    if (!(await insertStaffAccount(tx, staffId, details))) return false;
    await putTemporaryPassword(tx, staffMember(staffId), {
      temporaryHash,
      temporaryKind: 'staffInitial',
      temporaryExpiresAt: expiresAt,
    });
    await recordAccountAct(tx, { actor: operator, address: '' }, { staffId, operation: 'staffAdded' });
    return true;
  });
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
