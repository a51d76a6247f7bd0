import { eq } from 'drizzle-orm';
import { insuredParties } from '../../../db/schema/index.ts';
import { personalDetailsInput } from '../../../domain/personal-details.ts';
import { personOf } from '../companies.ts';
import type { Outcome } from '../history.ts';
import { outcomeOf, type Person } from '../person.ts';
import type { Scene } from '../scene.ts';

/** Numbers that are left, and browsers that want one. */
const LEFT = 2;
const BROWSERS = 4;

/** 新規登録 for the last numbers of a company, in several browsers at once: the fault falls on 確定する. */
export async function newApplicant(scene: Scene): Promise<void> {
  const { administrator, company } = scene;
  await scene.inDatabase((db) =>
    db
      .update(insuredParties)
      .set({ lastApplicantSequence: 99 - LEFT })
      .where(eq(insuredParties.insuredCode, company)),
  );
  const browsers = Array.from({ length: BROWSERS }, () => administrator.elsewhere());
  for (const [at, browser] of browsers.entries()) await enter(scene, browser, nameOf(at));
  const open = new Set(browsers.keys());
  await scene.underFault(async () => {
    const outcomes = await Promise.all(
      [...open].map((at) => confirm(scene, browsers[at] as Person, nameOf(at))),
    );
    for (const [index, at] of [...open].entries()) if (outcomes[index] !== 'unknown') open.delete(at);
    return open.size > 0 ? 'unknown' : 'acknowledged';
  });
}

const nameOf = (at: number) => `申込　${['一', '二', '三', '四'][at]}郎`;

async function enter(scene: Scene, browser: Person, name: string): Promise<void> {
  const email = `applicant${scene.company}@customers.example`;
  const input = {
    ...personalDetailsInput(personOf(browser.id)),
    ...{ name, email, emailAgain: email },
    ...{ applicationRight: 'apply', contractDataRight: 'all', applicationDataRight: 'all' },
  };
  await scene.ask(browser, () => browser.logIn());
  await scene.ask(browser, () => browser.post('/applicants/new', input));
}

async function confirm({ note }: Scene, browser: Person, name: string): Promise<Outcome> {
  const answer = await browser.post('/applicants/new/confirm');
  const isDone = answer.location === '/applicants/new/complete';
  return note('register applicant', browser.id, answer, outcomeOf(answer, isDone), { name });
}
