import { partyInput } from '../companies.ts';
import { outcomeOf } from '../person.ts';
import type { Scene } from '../scene.ts';

const NUMBER = /^\/change-applications\/(W[0-9]{8}-[0-9]{6}-[0-9])/;

/** 保険利用者情報変更, up to 申込む: the fault falls on the saving or on 申込む. */
export async function application(scene: Scene): Promise<void> {
  await scene.ask(scene.administrator, () => scene.administrator.logIn());
  const atSaving = scene.random.below(3) === 0;
  const number = await saveDraft(scene, severalFields(scene), atSaving ? scene.underFault : scene.answered);
  if (number) await (atSaving ? scene.answered : scene.underFault)(() => submit(scene, number));
}

/** Fields that one approval is enough for; several, so that a part of them would be seen. */
export function severalFields({ random, round }: Scene): Record<string, string> {
  const last = String(random.below(10_000)).padStart(4, '0');
  const middle = String(round.number % 1_000).padStart(3, '0');
  return {
    phone: `03-0${middle}-${last}`,
    fax: `06-0${middle}-${last}`,
    contactPhone: `045-${middle}-${last}`,
    contactName: `担当　${random.pick(['一郎', '二郎', '三郎'])}`,
  };
}

/** Step 1. Returns the number, also where the first answer was lost and the draft is found as the open one. */
export async function saveDraft(
  scene: Scene,
  changes: Record<string, string>,
  when: Scene['answered'],
): Promise<string | undefined> {
  const { administrator } = scene;
  const input = { ...partyInput(scene.company), ...changes };
  let number: string | undefined;
  await when(async () => {
    const posted = await administrator.post('/change-applications', input);
    const answer =
      posted.location === '/change-applications/new' ? await administrator.get(posted.location) : posted;
    const given = NUMBER.exec(answer.location)?.[1];
    number ??= given;
    return scene.note('save draft', administrator.id, answer, outcomeOf(answer, given !== undefined), {
      ...(given ? { number: given } : {}),
    });
  });
  return number;
}

export async function submit({ administrator, note }: Scene, number: string) {
  const answer = await administrator.post(`/change-applications/${number}/submission`);
  const isDone = answer.location === `/change-applications/${number}/complete`;
  return note('submit', administrator.id, answer, outcomeOf(answer, isDone), { number });
}
