import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Access, forEveryone, requireStaffRight, requireUserRight } from '../../../web/access.ts';
import { createApp } from '../../../web/app.ts';
import type { AppEnv, Services } from '../../../web/context.ts';
import { type DeclaredRoute, declaredRoutes } from '../../../web/declared-access.ts';
import { changedTables, writesSoFar } from '../../support/changed-tables.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../../support/web.ts';
import { addPeople, type Person, people } from './people.ts';
import { addRecords, forms, placeOf } from './records.ts';
import { holdersAmongStaff, holdersAmongUsers } from './rights-table.ts';
import { sameBrowser, temporalThatIsDown, undone } from './undone.ts';

type Outcome = 'answered' | 'led to login' | 'no session' | 'led to /password' | 'forbidden' | 'not found';

/** The routes are known without a database: what is not declared does not even get here. */
const routes = declaredRoutes(createApp({ config: { PUBLIC_URL: 'http://portal.test' } } as Services)).filter(
  ({ access }) => !access.some(({ to }) => to === 'machine'),
);

describe('every route answers those who hold its right, and nobody else; no page changes anything (ASVS V8.2.1, V8.2.2, V8.4.1, V3.5.3, V2.3.1)', () => {
  let web: TestWeb;
  let records: Awaited<ReturnType<typeof addRecords>>;
  const visitors = new Map<string, Visitor>();
  beforeAll(async () => {
    web = await startTestWeb();
    web.services.temporal = temporalThatIsDown;
    await addPeople(web);
    records = await addRecords(web);
    for (const [name, person] of Object.entries(people)) visitors.set(name, await person.logIn(web));
  });
  afterAll(() => web.close());

  test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s',
    async (name, route) => {
      const place = placeOf(route, records);
      const expected: Record<string, Outcome> = {};
      const actual: Record<string, string> = {};
      const written: Record<string, string[]> = {};
      for (const [who, person] of Object.entries(people)) {
        expected[who] = outcomeFor(person, route, place.owner);
        actual[who] = await undone(web, async () => {
          const visitor = sameBrowser(web, visitors.get(who) as Visitor);
          const before = await writesSoFar(web.services.db);
          const answer = await ask(visitor, route.method, place.path, forms[name]);
          const outcome = outcomeOf(answer, route.method, person);
          if (changesNothing(route, outcome)) written[who] = await changedTables(web.services.db, before);
          return outcome;
        });
      }
      expect(actual).toEqual(expected);
      for (const [who, tables] of Object.entries(written)) expect(tables, `written by ${who}`).toEqual([]);
    },
  );

  test('a right to see lets nobody send anything', () => {
    const onlySeen = ({ access }: DeclaredRoute) =>
      access.every((one) => 'right' in one && one.right.endsWith(':see'));
    const wrong = routes.filter((route) => route.method !== 'GET' && onlySeen(route));
    expect(wrong).toEqual([]);
  });

  test('what is not there is not there, and only those with a session are told', async () => {
    const place = '/nothing/of/ours';
    expect(outcomeOf(await web.visitor().get(place))).toBe('led to login');
    expect(outcomeOf(await web.visitor().get(`/office${place}`))).toBe('led to login');
    expect(outcomeOf(await (visitors.get('administrator') as Visitor).get(place))).toBe('not found');
    expect(outcomeOf(await (visitors.get('clerk') as Visitor).get(`/office${place}`))).toBe('not found');
  });
});

describe('a server with a route that does not say whom it answers does not start (ASVS V8.2.1)', () => {
  const app = () => new Hono<AppEnv>();
  const page = (c: { text: (text: string) => Response }) => c.text('');

  test.each<[string, Hono<AppEnv>]>([
    ['no declaration', app().get('/secret', page)],
    ['one beside it', app().get('/open', forEveryone, page).get('/secret', page)],
    ['one for another method', app().get('/secret', forEveryone, page).post('/secret', page)],
    ['one after it', app().get('/secret', page).use('/secret', forEveryone)],
    ['one for a longer name', app().use('/sec/*', forEveryone).get('/secret', page)],
    ['a handler for all methods', app().all('/secret', page)],
    ['a handler that could pass on', app().get('/secret', async (c, _next) => c.text(''))],
  ])('%s', (_, made) => {
    expect(() => declaredRoutes(made)).toThrow(/no access is declared for .*\/secret/);
  });

  test.each(['*', '/*', '/office/*'])(
    'a right for all of %s, which would hold for whatever comes there later',
    (path) => {
      expect(() => declaredRoutes(app().use(path, requireUserRight('ownAccount')))).toThrow(
        /declare it for a feature/,
      );
    },
  );

  test('all declarations on the way to a route hold', () => {
    const feature = app()
      .use(requireStaffRight('applications:see'))
      .post('/:number', requireStaffRight('applications:work'), page);
    expect(declaredRoutes(app().route('/feature', feature))).toEqual([
      {
        method: 'POST',
        path: '/feature/:number',
        access: [
          { to: 'staff', right: 'applications:see' },
          { to: 'staff', right: 'applications:work' },
        ],
      },
    ]);
  });
});

/**
 * Pages (ASVS V3.5.3), what is refused, and what confirms something (V2.3.1), since nobody here has entered anything; but
 * logging in and out are no pages' business.
 */
const changesNothing = ({ method, path }: DeclaredRoute, outcome: string): boolean =>
  method === 'GET' || outcome !== 'answered' || /\/(confirm|submission)$/.test(path);

/** What the declarations of a route mean for a person. */
function outcomeFor(person: Person, { method, path, access }: DeclaredRoute, owner?: string): Outcome {
  const { user } = person;
  if (user?.mustChoosePassword && readsCustomerSession(path) && !isOpenWhileChoosing(method, path))
    return 'led to /password';
  for (const one of access) {
    if (!('right' in one)) continue;
    if (!person[one.to]) return method === 'GET' ? 'led to login' : 'no session';
    if (!holds(person, one)) return 'forbidden';
  }
  return owner && user && user.insuredCode !== owner ? 'not found' : 'answered';
}

const holds = ({ user, staff }: Person, access: Access): boolean =>
  (access.to === 'user' && user !== undefined && holdersAmongUsers[access.right].includes(user.kind)) ||
  (access.to === 'staff' && staff !== undefined && holdersAmongStaff[access.right].includes(staff));

/** A temporary password leads to choosing one and nowhere else; health, assets and the back office do not know of it. */
const readsCustomerSession = (path: string) => !/^\/(office|assets|healthz|readyz)(\/|$)/.test(path);
const isOpenWhileChoosing = (method: string, path: string) =>
  path === '/password' || (path === '/logout' && method === 'POST');

/** What an answer means for whoever asked. 確定 and logout lead on as well: only a page asked for in vain leads to a login. */
function outcomeOf(answer: Response, method = 'GET', person?: Person): Outcome | string {
  const refusal = { 401: 'no session', 403: 'forbidden', 404: 'not found', 500: 'failed' }[answer.status];
  if (refusal) return refusal;
  const location = answer.headers.get('location') ?? '';
  if (method === 'GET' && /^(\/office)?\/login/.test(location)) return 'led to login';
  return person?.user?.mustChoosePassword && location === '/password' ? 'led to /password' : 'answered';
}

const ask = (visitor: Visitor, method: string, path: string, form?: Record<string, string>) =>
  method === 'GET' ? visitor.get(path) : visitor.post(path, form);
