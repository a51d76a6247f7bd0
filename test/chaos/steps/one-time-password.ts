import { eq } from 'drizzle-orm';
import { insuredParties } from '../../../db/schema/index.ts';
import { isUnknown, outcomeOf } from '../person.ts';
import type { Scene } from '../scene.ts';
import { mailTo } from './mailbox.ts';

/** ワンタイムパスワード: the fault falls on 発行, on a wrong code or on the right one. */
export async function oneTimePassword(scene: Scene): Promise<void> {
  const { applicant, company, random, round } = scene;
  await scene.inDatabase((db) =>
    db
      .update(insuredParties)
      .set({ usesOneTimePassword: true })
      .where(eq(insuredParties.insuredCode, company)),
  );
  await scene.ask(applicant, () => applicant.logIn());
  const fallsOn = round.kind === 'S' ? 'issue' : random.pick(['issue', 'wrong', 'right']);

  await (fallsOn === 'issue' ? scene.underFault : scene.answered)(() => issue(scene));
  const code = await codeOfLastMail(scene);
  if (!code) return;
  const wrong = code === '000000' ? '000001' : '000000';
  await (fallsOn === 'wrong' ? scene.underFault : scene.answered)(() =>
    give(scene, 'give wrong code', wrong),
  );
  await (fallsOn === 'right' ? scene.underFault : scene.answered)(() => give(scene, 'give code', code));
}

async function issue({ applicant, note }: Scene) {
  const answer = await applicant.post('/one-time-password');
  const isDone = answer.location === '/one-time-password';
  return note('issue code', applicant.id, answer, outcomeOf(answer, isDone));
}

async function codeOfLastMail(scene: Scene): Promise<string | undefined> {
  const mail = await mailTo(scene, scene.applicant.id, /：\s+[0-9]{6}\n/);
  return mail && /：\s+([0-9]{6})\n/.exec(mail.text)?.[1];
}

/**
 * What is acknowledged of a wrong code is that it was wrong: where the clock moved since the session was found, its code has
 * expired, and the answer says so and compares nothing.
 */
async function give({ applicant, note }: Scene, act: 'give code' | 'give wrong code', code: string) {
  const answer = await applicant.post('/one-time-password/verification', { code });
  const isOpen = answer.location === '/';
  const isWrong = answer.status === 422 && answer.text.includes('ワンタイムパスワードが正しくありません');
  if (act === 'give wrong code' && isOpen)
    return note('give code', applicant.id, answer, 'acknowledged', { code });
  const isDone = act === 'give code' ? isOpen : isWrong;
  return note(
    act,
    applicant.id,
    answer,
    isUnknown(answer) ? 'unknown' : isDone ? 'acknowledged' : 'refused',
    {
      code,
    },
  );
}
