import { isUnknown } from '../person.ts';
import type { Scene } from '../scene.ts';

/** A login, or wrong ones that have to be counted, at the same ID. */
export async function login(scene: Scene): Promise<void> {
  if (scene.random.below(2) === 0) await scene.underFault(() => logIn(scene));
  else {
    await scene.answered(() => logInWrongly(scene));
    await scene.underFault(() => logInWrongly(scene));
  }
}

async function logIn({ administrator, note }: Scene) {
  const answer = await administrator.elsewhere().logIn();
  const outcome = isUnknown(answer) ? 'unknown' : answer.status === 303 ? 'acknowledged' : 'refused';
  return note('login', administrator.id, answer, outcome);
}

/** That it was wrong is what is acknowledged. */
async function logInWrongly({ applicant, note }: Scene) {
  const answer = await applicant.elsewhere().logIn('wrong battery horse staple');
  const outcome = isUnknown(answer) ? 'unknown' : answer.status === 303 ? 'refused' : 'acknowledged';
  return note('wrong login', applicant.id, answer, outcome);
}
