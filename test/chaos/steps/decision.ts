import type { Outcome } from '../history.ts';
import { isLoggedOut, isUnknown, type Person } from '../person.ts';
import type { Scene } from '../scene.ts';
import { saveDraft, severalFields, submit } from './application.ts';

/**
 * A decision, up to 反映: the fault falls on the last approval, or on an approval, a rejection and a withdrawal that are
 * pressed in the same instant. A name needs two approvals.
 */
export async function decision(scene: Scene): Promise<void> {
  const number = await almostDecided(scene);
  if (!number) return;
  const approve = pressOf(scene, scene.staff('approver1'), 'approve', number);
  if (scene.random.below(2) === 0) return void (await scene.underFault(approve));
  const reject = pressOf(scene, scene.staff('supervisor1'), 'reject', number);
  const withdraw = () => withdrawal(scene, number);
  await scene.underFault(async () => decided(await Promise.all([approve(), reject(), withdraw()])));
}

/** 反映 alone: the fault falls once it is committed, and the worker does not know. */
export async function applying(scene: Scene): Promise<void> {
  const number = await almostDecided(scene);
  if (number) await scene.underFault(pressOf(scene, scene.staff('approver1'), 'approve', number));
}

/** An application that only the last approval is wanting of. Returns its number. */
async function almostDecided(scene: Scene): Promise<string | undefined> {
  const { administrator, random } = scene;
  await scene.ask(administrator, () => administrator.logIn());
  const needsTwo = random.below(2) === 0;
  const changes = {
    ...severalFields(scene),
    ...(needsTwo ? { name: `試験${scene.company}改称株式会社` } : {}),
  };
  const number = await saveDraft(scene, changes, scene.answered);
  if (!number) return undefined;
  await scene.answered(() => submit(scene, number));
  await scene.answered(pressOf(scene, scene.staff('clerk1'), 'claim', number));
  if (needsTwo) await scene.answered(pressOf(scene, scene.staff('approver2'), 'approve', number));
  return number;
}

/** One who pressed knows what became of it; that is an answer. */
const decided = (outcomes: Outcome[]): Outcome =>
  outcomes.includes('acknowledged') ? 'acknowledged' : outcomes.includes('unknown') ? 'unknown' : 'refused';

/** A button of the decision panel; pressed again, it is the same form with the same step. */
function pressOf(scene: Scene, who: Person, act: 'claim' | 'approve' | 'reject', number: string) {
  const stepId = crypto.randomUUID();
  const path = `/office/change-applications/${number}/${act === 'claim' ? 'claim' : 'decision'}`;
  const form = { stepId, round: '1', ...fields[act] };
  return async (): Promise<Outcome> => {
    const answer = await who.post(path, form);
    if (isLoggedOut(answer)) return who.logIn().then(() => 'unknown');
    const outcome = isUnknown(answer) ? 'unknown' : answer.status === 303 ? 'acknowledged' : 'refused';
    return scene.note(act, who.id, answer, outcome, { number, stepId });
  };
}

const fields: Record<'claim' | 'approve' | 'reject', Record<string, string>> = {
  claim: {},
  approve: { kind: 'approved' },
  reject: {
    kind: 'rejected',
    reasonCode: 'other',
    reasonText: '登記内容と異なります。',
    confirmation: 'rejected',
  },
};

async function withdrawal({ administrator, note }: Scene, number: string): Promise<Outcome> {
  const answer = await administrator.post(`/change-applications/${number}/withdrawal`);
  const isDone = answer.status === 303 && answer.location === `/change-applications/${number}`;
  const outcome = isUnknown(answer) ? 'unknown' : isDone ? 'acknowledged' : 'refused';
  return note('withdraw', administrator.id, answer, outcome, { number });
}
