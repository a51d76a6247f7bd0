import { HTTPException } from 'hono/http-exception';
import type { Db } from '../../../db/client.ts';
import { findMeasure, recordMeasure } from '../../../db/measures.ts';
import type { CompanyMeasure, UserMeasure } from '../../../domain/measure.ts';
import type { Context } from '../../context.ts';
import { requestNotice } from '../../notices.ts';
import type { Act, Target } from './acts.ts';
import { readersOf } from './readers.ts';

export interface Asked {
  /** Came with the form: pressed twice, it is one measure. */
  measureId: string;
  reasonText: string;
}

/**
 * The act, its record with the reason, and the mails about it commit together. False, and nothing done, where there was
 * nothing (any more) to do: somebody else was quicker.
 */
export function takeMeasure<About extends Target>(
  c: Context,
  act: Act<About>,
  target: About,
  { measureId, reasonText }: Asked,
): Promise<boolean> {
  const now = new Date();
  return c.var.services.db.transaction(async (tx) => {
    if (!(await act.carryOut(tx, target, { now, staffId: c.var.staff.staffId, reasonText })))
      return isTaken(tx, c, measureId);
    const about = aboutOf(act.measure, target);
    if (!(await recordMeasure(tx, { ...about, measureId, reasonText }, c.var, now)))
      throw new HTTPException(409, { message: 'the form was taken before' });
    await tell(tx, act.measure, target, reasonText);
    return true;
  });
}

/** The same press has done it already. */
export async function isTaken(db: Db, c: Context, measureId: string): Promise<boolean> {
  const taken = await findMeasure(db, measureId);
  return taken?.staffId === c.var.staff.staffId;
}

function aboutOf(measure: CompanyMeasure | UserMeasure, { overview, user }: Target) {
  const { insuredCode } = overview.company;
  return user
    ? { measure: measure as UserMeasure, insuredCode, webUserId: user.webUserId }
    : { measure: measure as CompanyMeasure, insuredCode };
}

async function tell(tx: Db, measure: Act['measure'], target: Target, reason: string): Promise<void> {
  if (measure === 'accountNumberShown') return;
  const { overview, user } = target;
  const about = user && { user: { webUserId: user.webUserId, name: user.name } };
  for (const { recipient, reader } of await readersOf(tx, measure, target))
    await requestNotice(tx, {
      ...(measure === 'ipRestrictionLifted'
        ? { kind: measure, facts: { reason } }
        : { kind: measure, facts: { reason, reader, ...about } }),
      reference: user?.webUserId ?? overview.company.insuredCode,
      recipient,
    });
}
