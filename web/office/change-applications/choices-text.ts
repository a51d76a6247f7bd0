import type { ChangeApplicationStep } from '../../../db/schema/change-applications.ts';
import { fieldsOf } from '../../../domain/insured-party.ts';
import type { FieldChoices } from '../../../domain/moved-fields.ts';
import { type Html, html } from '../../html.ts';
import { takenText } from './field-choices.ts';

/** What an approval decided about each field that had moved, and where it differs from the approval before it. */
export function choicesDetail(step: ChangeApplicationStep, steps: ChangeApplicationStep[]): Html | undefined {
  const { choices } = step;
  if (!choices) return step.voidedAt ? noLongerCounts : undefined;
  const first = approvalBefore(step, steps)?.choices;
  return html`${decided(choices).map(
    ({ key, label, text }) =>
      html`<p>${label}：${text}${differs(key, choices, first) && html`<strong>（1人目の選択：${takenText[first?.[key]?.take ?? 'requested']}）</strong>`}</p>`,
  )}${step.voidedAt && noLongerCounts}`;
}

const noLongerCounts = html`<p>その後に登録情報が変わったため、この承認は無効になりました。</p>`;

const decided = (choices: FieldChoices) =>
  fieldsOf('headOffice').flatMap(({ key, label, format }) => {
    const choice = choices[key];
    if (!choice) return [];
    const now = choice.take === 'current' ? `（${format(choice.now) || '登録なし'}）` : '';
    return [{ key, label, text: `${takenText[choice.take]}${now}` }];
  });

/** Of two approvals the last one's choices count: where they are not the first one's, it is said. */
const differs = (key: string, choices: FieldChoices, first: FieldChoices | null | undefined) =>
  first?.[key] !== undefined && first[key].take !== choices[key]?.take;

/** The approval that it is the second to. */
function approvalBefore(step: ChangeApplicationStep, steps: ChangeApplicationStep[]) {
  const earlier = steps.slice(0, steps.indexOf(step)).filter(({ round }) => round === step.round);
  return earlier
    .slice(earlier.findLastIndex(({ kind }) => kind === 'reopened') + 1)
    .findLast(({ kind }) => kind === 'approved');
}

/** Whether the two approvals of an application chose differently about a field. */
export const choseDifferently = (approvals: ChangeApplicationStep[]): boolean => {
  const [first, last] = [approvals.at(-2)?.choices, approvals.at(-1)?.choices];
  return Object.keys(last ?? {}).some((key) => last && differs(key, last, first));
};
