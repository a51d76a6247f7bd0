import type { Scene } from '../scene.ts';
import { saveDraft, severalFields, submit } from './application.ts';

/** The receipt of an application: the fault falls on 申込む, which leads to the mail. */
export async function mail(scene: Scene): Promise<void> {
  await scene.ask(scene.administrator, () => scene.administrator.logIn());
  const number = await saveDraft(scene, severalFields(scene), scene.answered);
  if (number) await scene.underFault(() => submit(scene, number));
}
