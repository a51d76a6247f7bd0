import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD, startTestWeb, type TestWeb } from '../../support/web.ts';
import { ADMINISTRATOR, failedBefore, giveTemporaryPassword, logIn, UNKNOWN } from './fixtures.ts';

const lines: string[] = [];
let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb({}, pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }));
});
afterAll(() => web.close());

const WRONG = 'canary of a wrong password';
const TEMPORARY = 'k7mq-2h3j-r9tw-x4yz-p8nb';
const CHOSEN = 'canary seven brown kettles';

test('V16.3.1 every attempt is logged with who, where and what came of it; V16.2.5 no password or token ever', async () => {
  const visitor = () => web.visitor('198.51.100.7');
  await logIn(visitor(), ADMINISTRATOR, WRONG);
  await logIn(visitor(), UNKNOWN, WRONG);
  await logIn(visitor(), WRONG, ADMINISTRATOR);
  await logIn(visitor(), ADMINISTRATOR);
  await giveTemporaryPassword(web, ADMINISTRATOR, TEMPORARY);
  const owner = visitor();
  await logIn(owner, ADMINISTRATOR, TEMPORARY);
  await owner.post('/password', { password: CHOSEN, again: CHOSEN });
  await owner.post('/password', { current: WRONG, password: `${CHOSEN} again`, again: `${CHOSEN} again` });
  await failedBefore(web, `webUser:${UNKNOWN}`);
  for (let time = 0; time < 3; time++) await logIn(visitor(), UNKNOWN, WRONG);
  await web.visitor().post('/office/login', { staffId: 'clerk1', password: WRONG });
  await web.visitor().post('/office/login', { staffId: 'clerk1', password: DEMO_PASSWORD });

  const logged = lines.map((line) => JSON.parse(line));
  const attempts = logged.filter(({ msg }) => msg === 'login');
  expect(attempts.map(({ webUserId, address, outcome }) => [webUserId, address, outcome])).toEqual([
    [ADMINISTRATOR, '198.51.100.7', 'refused'],
    [UNKNOWN, '198.51.100.7', 'refused'],
    [undefined, '198.51.100.7', 'refused'],
    [ADMINISTRATOR, '198.51.100.7', 'accepted'],
    [ADMINISTRATOR, '198.51.100.7', 'temporary password'],
    [UNKNOWN, '198.51.100.7', 'refused'],
    ...Array.from({ length: 2 }, () => [UNKNOWN, '198.51.100.7', 'personBlocked']),
  ]);
  expect(
    logged.filter(({ msg }) => msg === 'staff login').map(({ staffId, outcome }) => [staffId, outcome]),
  ).toEqual([
    ['clerk1', 'refused'],
    ['clerk1', 'accepted'],
  ]);
  expect(logged.filter(({ msg }) => msg === 'password refused')).toHaveLength(1);
  const secrets = [WRONG, TEMPORARY, CHOSEN, DEMO_PASSWORD, '$argon2', ...owner.cookies.values()];
  for (const secret of secrets) expect(lines.join('\n')).not.toContain(secret);
});
