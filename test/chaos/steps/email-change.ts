import { setTimeout as pause } from 'node:timers/promises';
import { LINK_VALID_HOURS } from '../../../domain/email-change.ts';
import { personalDetailsInput } from '../../../domain/personal-details.ts';
import { personOf } from '../companies.ts';
import type { Outcome } from '../history.ts';
import { isUnknown, outcomeOf } from '../person.ts';
import type { Scene } from '../scene.ts';
import { mailTo } from './mailbox.ts';

/** A changed e-mail address: the fault falls on 確定する. */
export async function emailChange(scene: Scene): Promise<void> {
  await loggedIn(scene);
  await request(scene, scene.underFault);
}

/**
 * The link of a changed address: the fault falls on 変更を確定する, which 取消 may meet in the same instant, or the link is
 * pressed in the moment in which its 24 hours end.
 */
export async function emailLink(scene: Scene): Promise<void> {
  const { random, round } = scene;
  if (round.kind === 'C' && random.below(2) === 0) return atExpiry(scene);
  await loggedIn(scene);
  const email = await request(scene, scene.answered);
  const link = email && (await linkTo(scene, email));
  if (!link) return void (await scene.underFault(async () => 'refused'));
  const isRace = random.below(2) === 0;
  await scene.underFault(async () => {
    const both = await Promise.all([confirm(scene, link), ...(isRace ? [cancel(scene)] : [])]);
    return both.includes('acknowledged')
      ? 'acknowledged'
      : (both.find((one) => one === 'unknown') ?? 'refused');
  });
  await scene.answered(() => confirm(scene, link));
}

/** Asked for nearly a day ago, by the clock of the web server; and pressed when the day is over. */
async function atExpiry(scene: Scene): Promise<void> {
  const { random } = scene;
  const left = 3 + random.below(3);
  let email: string | undefined;
  let asked = 0;
  const ask = async () => {
    asked = performance.now();
    email = await request(scene, scene.answered);
  };
  // A session that began a day ago would have ended.
  await scene.withClock(left - LINK_VALID_HOURS * 3_600, () => loggedIn(scene), ask);
  if (!email) throw new Error('nobody could ask for the change a day ago');
  const link = await linkTo(scene, email);
  if (!link) return;
  await pause(Math.max(0, asked + left * 1_000 + random.below(300) - 100 - performance.now()));
  await scene.answered(() => confirm(scene, link));
}

const loggedIn = (scene: Scene) => scene.ask(scene.administrator, () => scene.administrator.logIn());

/** 確認する and 確定する. Returns the address, where it was acknowledged. */
async function request(scene: Scene, when: Scene['answered']): Promise<string | undefined> {
  const { administrator, company, note } = scene;
  const email = `new${company}@customers.example`;
  const input = { ...personalDetailsInput(personOf(administrator.id)), email, emailAgain: email };
  await scene.ask(administrator, () => administrator.post('/administrator', input));
  const outcome = await when(async () => {
    const answer = await administrator.post('/administrator/confirm');
    const isDone = answer.location === '/administrator/complete';
    return note('change address', administrator.id, answer, outcomeOf(answer, isDone), { email });
  });
  return outcome === 'acknowledged' ? email : undefined;
}

async function linkTo(scene: Scene, email: string): Promise<string | undefined> {
  const mail = await mailTo(scene, scene.administrator.id, /\/email-changes\//, email);
  const link = mail && /https?:\/\/\S+\/email-changes\/\S+/.exec(mail.text)?.[0];
  return link && new URL(link).pathname;
}

async function confirm({ administrator, note }: Scene, link: string): Promise<Outcome> {
  const reader = administrator.elsewhere();
  const answer = await reader.post(link);
  const isDone = answer.status === 303 || answer.status === 200;
  return note('confirm address', administrator.id, answer, outcomeOf(answer, isDone));
}

async function cancel({ administrator, note }: Scene): Promise<Outcome> {
  const answer = await administrator.post('/administrator/email-change/cancel');
  const isDone = answer.location === '/administrator';
  const outcome = isUnknown(answer) ? 'unknown' : isDone ? 'acknowledged' : 'refused';
  return note('cancel address', administrator.id, answer, outcome);
}
