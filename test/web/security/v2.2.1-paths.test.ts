import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forEveryone } from '../../../web/access.ts';
import type { AppEnv } from '../../../web/context.ts';
import { declaredRoutes } from '../../../web/declared-access.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../../support/web.ts';

describe('V2.2.1 a word in a path is one of those that it may be', () => {
  let web: TestWeb;
  let administrator: Visitor;
  let supervisor: Visitor;
  beforeAll(async () => {
    web = await startTestWeb();
    administrator = await web.user('201234567000');
    supervisor = await web.staff('supervisor1');
  });
  afterAll(() => web.close());

  test.each([
    ['/applicants/201234567001/', 'suspension', 'enablement'],
    ['/office/staff-accounts/clerk2/', 'suspension', 'second-factor-reset'],
    ['/office/entries/address/', 'headOffice', 'branch'],
    ['/registration/', 'head-office', 'administrator'],
  ])('below %s nothing is taken that only begins or ends with one', async (folder, first, last) => {
    const visitor = folder.startsWith('/office') ? supervisor : administrator;
    expect((await visitor.get(folder + first)).status).toBe(200);
    for (const wrong of [`${first}~`, `${first}.bak`, `x${last}`, 'constructor'])
      for (const answer of [await visitor.get(folder + wrong), await visitor.post(folder + wrong)])
        expect.soft(answer.status, wrong).toBe(404);
  });

  test('a server with a route that would take more does not start', () => {
    const loose = new Hono<AppEnv>().get('/:act{one|other}', forEveryone, (c) => c.text(''));
    expect(() => declaredRoutes(loose)).toThrow(/\{\(\?:one\|other\)\}/);
    const grouped = new Hono<AppEnv>().get('/:act{(?:one|other)}', forEveryone, (c) => c.text(''));
    expect(declaredRoutes(grouped)).toHaveLength(1);
  });
});
