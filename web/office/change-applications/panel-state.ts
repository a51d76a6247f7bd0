import type { ExaminedApplication, listActiveStaff } from '../../../db/office-applications.ts';
import type { ChangeApplicationStep } from '../../../db/schema/change-applications.ts';
import type { Principal } from '../../../db/stand-ins.ts';
import type { FormValues } from '../../answer.ts';
import type { OfferedTemplate } from '../reason-fields.ts';
import type { DecisionErrors } from './decision-form.ts';
import type { Problem } from './refusal-text.ts';

/** An application with all that a decision about it depends on. */
export interface Decidable extends ExaminedApplication {
  /** Recorded ones, in order. */
  steps: ChangeApplicationStep[];
  /** For whom whoever looks may decide today, as their stand-in. */
  principals: Principal[];
}

/** The same with all that its decision panel shows. */
export interface Examined extends Decidable {
  /** Everybody whose role lets them approve. */
  approvers: Awaited<ReturnType<typeof listActiveStaff>>;
  /** Texts with which a reason can begin. */
  templates: OfferedTemplate[];
}

export interface PanelState {
  /** What was typed, when the panel comes back; its `stepId` too, where the same press may be repeated. */
  input?: FormValues;
  errors?: DecisionErrors;
  problem?: Problem;
  /** 却下 was pressed where no dialog could ask. */
  confirming?: boolean;
}
