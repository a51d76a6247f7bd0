import type { Db } from '../../../db/client.ts';
import { recordAccess } from '../../../db/events.ts';
import { saveIpRestriction } from '../../../db/ip-restrictions.ts';
import { type IpRestriction, isChanged } from '../../../domain/ip-restriction.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import type { Context } from '../../context.ts';
import { requestNotice } from '../../notices.ts';
import { type IpRestrictionErrors, refusalOf } from './ip-restriction-form.ts';

/** 確定する was pressed from an address that the list does not let in, or from none that is known. */
export class CurrentAddressKeptOut extends Error {
  readonly errors: IpRestrictionErrors;

  constructor(errors: IpRestrictionErrors) {
    super('the current address is not covered');
    this.errors = errors;
  }
}

/**
 * Makes `wanted` the company's setting, with its access event and the notice to the administrator (manual 6-3 ⑦). Throws
 * `CurrentAddressKeptOut` so that nothing else of the transaction is kept either. Returns what it was.
 */
export async function changeIpRestriction(
  c: Context,
  tx: Db,
  wanted: IpRestriction,
  now: Date,
): Promise<IpRestriction> {
  const errors = refusalOf(c, wanted);
  if (errors) throw new CurrentAddressKeptOut(errors);
  const { user, address } = c.var;
  const before = await saveIpRestriction(tx, user.insuredCode, wanted, now);
  await recordAccess(tx, user, operation.ipRestrictionChange, { address, subject: user.insuredCode });
  if (isChanged(before, wanted))
    await requestNotice(tx, {
      kind: 'ipRestrictionChanged',
      facts: { before, after: wanted, changedBy: user.name },
      reference: user.insuredCode,
      recipient: user,
    });
  return before;
}
