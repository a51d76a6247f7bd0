import { personalDetailsInput } from '../../../domain/personal-details.ts';
import { mailboxOf, personOf } from '../companies.ts';
import { outcomeOf } from '../person.ts';
import type { Scene } from '../scene.ts';

/** IPアドレス制限, set and then changed: the fault falls on the second 確定する. Then somebody logs in. */
export async function ipRestriction(scene: Scene): Promise<void> {
  const { administrator, note } = scene;
  await scene.ask(administrator, () => administrator.logIn());
  await restrict(scene, scene.answered, addresses(scene));
  await restrict(scene, scene.underFault, addresses(scene));
  await scene.answered(async () => {
    const answer = await administrator.elsewhere().logIn();
    return note('login', administrator.id, answer, outcomeOf(answer, answer.status === 303));
  });
}

/** Some others, and the own one among them. */
function addresses({ administrator, random }: Scene): string[] {
  const others = Array.from({ length: 3 + random.below(90) }, (_, at) => `9.${at}.${random.below(256)}.1`);
  return random.shuffled([...others, administrator.address]);
}

async function restrict(scene: Scene, when: Scene['answered'], wanted: string[]): Promise<void> {
  const { administrator, note } = scene;
  const email = mailboxOf(administrator.id);
  const form = {
    ...personalDetailsInput(personOf(administrator.id)),
    ...{ email, emailAgain: email, ipRestriction: 'true', ipRestrictionAnswered: 'true' },
    ipRowCount: String(Math.ceil(wanted.length / 10) * 10),
    ...Object.fromEntries(
      wanted.flatMap((address, at) => [
        [`ip[${at}].kind`, 'single'],
        [`ip[${at}].address`, address],
      ]),
    ),
  };
  await scene.ask(administrator, () => administrator.post('/administrator', form));
  await when(async () => {
    const answer = await administrator.post('/administrator/confirm');
    const isDone = answer.location === '/administrator/complete';
    return note('restrict addresses', administrator.id, answer, outcomeOf(answer, isDone), {
      addresses: wanted,
    });
  });
}
