import type { AssignmentKind } from '../../../domain/assignment.ts';
import { banner } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { whoHasIt } from '../assignment-text.ts';
import { problemText as applicationProblemText } from '../change-applications/refusal-text.ts';
import { problemText as registrationProblemText } from '../registrations/refusal-text.ts';
import type { HandsProblem, HandsResult } from './change-hands.ts';
import { workHref, workName } from './work-text.ts';

const done: Record<AssignmentKind, string> = {
  claimed: '担当になりました',
  released: '担当を外しました',
  handedOver: '引き継ぎました',
};

/** What became of each that was pressed: in one line where all went well, by name where not. */
export function handsResults(kind: AssignmentKind, results: readonly HandsResult[], queue: string): Html {
  const refused = results.filter(({ problem }) => problem !== undefined);
  const accepted = results.filter(({ problem }) => problem === undefined);
  return html`
    ${accepted.length > 0 && banner('success', summary(kind, accepted), refused.length > 0 || accepted.length === 1 ? undefined : list(accepted, queue))}
    ${refused.length > 0 && banner('warning', refused.length === 1 && accepted.length === 0 ? '操作できませんでした' : `${refused.length}件は操作できませんでした`, list(refused, queue))}`;
}

const summary = (kind: AssignmentKind, results: readonly HandsResult[]): string =>
  results.length === 1 && results[0]
    ? `${workName(results[0].row)}（${results[0].row.companyName}）：${done[kind]}`
    : `${results.length}件：${done[kind]}`;

const list = (results: readonly HandsResult[], queue: string): Html =>
  html`<ul class="results">${results.map(
    ({ row, problem }) =>
      html`<li><a class="number" href="${workHref(row, queue)}">${workName(row)}</a>　${row.companyName}${problem && html`　${problemSentence(problem)}${whoHasIt(problem, row.assigneeName)}`}</li>`,
  )}</ul>`;

const problemSentence = (problem: HandsProblem): string => {
  if (problem === 'temporalDown')
    return 'ただいま処理を受け付けられません。しばらくしてから、もう一度押してください。';
  const { title } =
    problem in applicationProblemText
      ? applicationProblemText[problem as keyof typeof applicationProblemText]
      : registrationProblemText[problem as keyof typeof registrationProblemText];
  return `${title}。`;
};
