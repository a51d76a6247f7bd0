import { BANK } from '../companies.ts';
import { outcomeOf } from '../person.ts';
import type { Scene } from '../scene.ts';

/** 口座登録: the fault falls on 申込む. */
export async function bankAccount(scene: Scene): Promise<void> {
  const { administrator, random } = scene;
  await scene.ask(administrator, () => administrator.logIn());
  const form = {
    purpose: random.pick(['premiumRefund', 'claimPayment']),
    ...BANK,
    type: random.pick(['ordinary', 'current']),
    number: String(random.below(10_000_000)).padStart(7, '0'),
    holder: 'カ)シケンボウエキ',
  };
  await scene.ask(administrator, () => administrator.post('/bank-accounts/new', form));
  await scene.underFault(async () => {
    const answer = await administrator.post('/bank-accounts/new/confirm');
    const isDone = answer.location === '/bank-accounts/complete';
    return scene.note('register account', administrator.id, answer, outcomeOf(answer, isDone), {
      number: form.number,
    });
  });
}
