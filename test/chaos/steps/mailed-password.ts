import { passwordIn } from '../../support/passwords.ts';
import { mailboxOf } from '../companies.ts';
import { isUnknown, outcomeOf, type Person } from '../person.ts';
import type { Scene } from '../scene.ts';
import { mailTo } from './mailbox.ts';

const PASSWORD = /(?:[2-9a-hjkmnp-z]{4}-){4}[2-9a-hjkmnp-z]{4}/;

/** パスワード再発行: the fault falls on the request; then every mailed password is tried, twice. */
export async function passwordReissue(scene: Scene): Promise<void> {
  const { administrator, note } = scene;
  const form = { webUserId: administrator.id, email: mailboxOf(administrator.id), confirmed: 'true' };
  await scene.underFault(async () => {
    const answer = await administrator.elsewhere().post('/password-reissue', form);
    return note('reissue password', administrator.id, answer, outcomeOf(answer, answer.status === 303));
  });
  await tryMailed(scene, administrator);
}

/** パスワードリセット of an applicant: likewise. */
export async function applicantReset(scene: Scene): Promise<void> {
  const { administrator, applicant, note } = scene;
  const page = `/applicants/${applicant.id}/password-reset`;
  await scene.ask(administrator, () => administrator.logIn());
  await scene.ask(administrator, () => administrator.get(page));
  await scene.underFault(async () => {
    const answer = await administrator.post(page);
    const isDone = answer.location === `${page}/complete`;
    return note('reset password', administrator.id, answer, outcomeOf(answer, isDone), { of: applicant.id });
  });
  await tryMailed(scene, applicant);
}

/** Newest first, each twice: of all of them one works, once. The administrator's own goes on working. */
async function tryMailed(scene: Scene, owner: Person): Promise<void> {
  const { administrator, note, world } = scene;
  await scene.mailsAreSent(owner.id);
  await mailTo(scene, administrator.id, PASSWORD);
  const passwords = world.mail
    .to(mailboxOf(administrator.id))
    .filter(({ text }) => PASSWORD.test(text))
    .map(passwordIn)
    .reverse()
    // More wrong ones in a row would make their owner wait.
    .slice(0, 2);
  for (const password of [...passwords, ...passwords])
    await scene.answered(async () => {
      const answer = await owner.elsewhere().logIn(password);
      const outcome = outcomeOf(answer, answer.status === 303);
      return note('use mailed password', owner.id, answer, outcome, { password: fingerprint(password) });
    });
  await scene.answered(async () => {
    const answer = await administrator.elsewhere().logIn();
    const outcome = isUnknown(answer) ? 'unknown' : answer.status === 303 ? 'acknowledged' : 'refused';
    return note('login', administrator.id, answer, outcome);
  });
}

/** The history is a file: enough to tell passwords apart. */
const fingerprint = (password: string) => password.slice(0, 4);
