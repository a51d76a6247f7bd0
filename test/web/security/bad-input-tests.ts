import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../web/app.ts';
import type { Services } from '../../../web/context.ts';
import { declaredRoutes } from '../../../web/declared-access.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../../support/web.ts';
import { askBadly, asked, listeningLogger, seed } from './ask-badly.ts';
import { badForm, badQuestion } from './bad-input.ts';
import type { World } from './bad-input-world.ts';
import { type KnownForm, knownForms, partOf } from './known-forms.ts';
import { placeOf } from './records.ts';
import { temporalThatIsDown } from './undone.ts';

const RUNS_OF_A_FORM = 140;
const RUNS_OF_A_PAGE = 10;
/** These take their time on purpose. */
const FEWER: Record<string, number> = { 'POST /password-reissue': 30 };

/** The routes are known without a database. */
const routes = declaredRoutes(createApp({ config: { PUBLIC_URL: 'http://portal.test' } } as Services));
const named = <Route extends { method: string; path: string }>(all: Route[]) =>
  all.map((route) => [`${route.method} ${route.path}`, route] as const);

/** The tests of one side, which a file has for itself so that two run beside each other. */
export function badInputTests(
  part: 'portal' | 'office',
  makeWorld: (web: TestWeb) => Promise<World>,
  atLeast: number,
): void {
  describe(`V1.2.1 V2.2.2 whatever is sent is answered, by no failure and with no markup that runs (seed ${seed})`, () => {
    let web: TestWeb;
    let world: World;
    let forms: KnownForm[];
    let queryNames: string[];
    beforeAll(async () => {
      web = await startTestWeb({}, listeningLogger);
      web.services.temporal = temporalThatIsDown;
      world = await makeWorld(web);
      ({ forms, queryNames } = await knownForms(web, world, part));
    }, 180_000);
    afterAll(() => web?.close());

    const ofPart = routes.filter(({ path }) => partOf(path) === part);
    const sent = named(ofPart.filter(({ method }) => method !== 'GET'));
    const seen = named(ofPart.filter(({ method }) => method === 'GET'));

    test('every route that takes a form has one that is known', () => {
      const known = new Set(forms.map(({ route }) => route));
      expect(sent.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
    });

    test.each(sent)(
      '%s',
      async (name, { path }) => {
        const candidates = forms.filter(({ route }) => route === name);
        const cases = fc
          .constantFrom(...candidates)
          .chain((form) => badForm(form.fields).map((input) => ({ input, form })));
        await askBadly(
          web,
          cases,
          ({ form, input }) => ({
            target: {
              method: 'POST',
              route: path,
              path: form.action,
              visitor: world.visitors.get(form.who) as Visitor,
            },
            input,
            before: form.before,
          }),
          FEWER[name] ?? RUNS_OF_A_FORM,
        );
      },
      120_000,
    );

    test.each(seen)(
      '%s',
      async (_, { path }) => {
        const cases = fc.record({
          who: fc.constantFrom(...world.visitors.keys()),
          input: badQuestion(queryNames),
        });
        await askBadly(
          web,
          cases,
          ({ who, input }) => ({
            target: {
              method: 'GET',
              route: path,
              path: placeOf({ path }, world.records).path,
              visitor: world.visitors.get(who) as Visitor,
            },
            input,
          }),
          RUNS_OF_A_PAGE,
        );
      },
      60_000,
    );

    test(`there were ${atLeast} of them and more`, () => {
      console.log(`${asked.count} bad inputs to the ${part}; BAD_INPUT_SEED=${seed} repeats them`);
      expect(asked.count).toBeGreaterThanOrEqual(atLeast);
    });
  });
}
