import type { LetterRow } from '../../../db/letters.ts';
import { mayStaff } from '../../access.ts';
import { badge, banner, dataTable, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { time } from '../../format.ts';
import { attributes, type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { problemText } from '../registrations/refusal-text.ts';
import type { Problem } from '../registrations/take-step.ts';

export interface LetterList {
  toPost: LetterRow[];
  posted: LetterRow[];
  /** What a letter was not posted for. */
  problem?: Problem | undefined;
  /** A letter that was not printed, because nobody needs it any more. */
  notPrinted?: LetterRow | undefined;
}

/** 通知書: what is to print and to post, and what went out last. */
export function listPage(c: Context, { toPost, posted, problem, notPrinted }: LetterList): Html {
  const mayPrint = mayStaff(c.var.staff, 'letters:print');
  return staffPage(c, {
    title: '通知書',
    lead: '承認した登録の通知書を印刷して郵送し、発送済みにします。パスワードは印刷のときに作られ、この画面では見られません。',
    notice: (problem && problemNotice(problem)) || (notPrinted && notPrintedNotice(notPrinted)),
    content: html`
      ${section({ title: `発送待ち（${toPost.length}件）`, content: toPostTable(toPost, mayPrint) })}
      ${section({ title: '最近の発送', content: postedTable(posted, toPost, mayPrint) })}`,
  });
}

function problemNotice(problem: Problem): Html {
  const { title, body } = problemText[problem];
  return banner(problem === 'temporalDown' ? 'error' : 'warning', title, body, { live: true });
}

const notPrintedNotice = ({ letter, user }: LetterRow): Html =>
  banner(
    'warning',
    `${user.name} 様（${user.webUserId}）の通知書は印刷していません`,
    letter.postedAt
      ? 'この通知書はすでに発送済みになっています。届かなかったときは「最近の発送」から作り直してください。'
      : 'すでにパスワードを設定してログインしているため、印刷は不要です。「発送済みにする」をクリックしてください。',
    { live: true },
  );

const columns = [
  {
    header: '保険利用者',
    cell: ({ party }: LetterRow) => html`${party.name} ${party.suspendedAt && badge('danger', '利用停止中')}`,
    primary: true,
  },
  {
    header: 'WebユーザーID',
    cell: ({ user }: LetterRow) => html`<span class="number">${user.webUserId}</span>`,
    width: 'narrow' as const,
  },
  { header: '宛名', cell: ({ user }: LetterRow) => `${user.name} 様` },
  {
    header: '受付番号',
    cell: ({ letter }: LetterRow) =>
      letter.registrationNumber &&
      html`<a class="number" href="/office/registrations/${letter.registrationNumber}">${letter.registrationNumber}</a>`,
    width: 'narrow' as const,
  },
];

const toPostTable = (letters: LetterRow[], mayPrint: boolean): Html =>
  dataTable<LetterRow>({
    caption: '発送待ちの通知書',
    captionHidden: true,
    columns: [
      ...columns,
      { header: '承認日時', cell: ({ letter }) => time(letter.orderedAt), width: 'narrow' },
      { header: '状態', cell: stateCell },
      ...(mayPrint ? [{ header: '操作', cell: actionsCell }] : []),
    ],
    rows: letters,
    rowAttributes: ({ letter }) => ({ id: `letter-${letter.letterId}` }),
    empty: {
      title: '発送を待つ通知書はありません',
      body: '登録を承認すると、ここに通知書が加わります。',
    },
  });

const stateCell = ({ letter, printerName, hasPassword }: LetterRow): Html => {
  if (hasPassword)
    return html`<span>${badge('success', 'ログイン済')} <small>発送済みにしてください</small></span>`;
  return letter.printedAt
    ? html`<span>${badge('info', '印刷済')} <small>${time(letter.printedAt)}　${printerName}</small></span>`
    : html`${badge('waiting', '未印刷')}`;
};

/** A printed letter is printed again only by way of a page that says what it does to the first one. */
function actionsCell({ letter, user, hasPassword }: LetterRow): Html {
  const which = html`<span class="visually-hidden">（${user.webUserId}）</span>`;
  const path = `/office/letters/${letter.letterId}`;
  if (!letter.printedAt)
    return html`<form method="post" action="${path}/print"><button class="button" data-kind="primary" data-size="small">印刷する${which}</button></form>`;
  return html`<div class="decision-buttons">
    <form method="post" action="${path}/posted" data-submit-once>
      <input type="hidden" name="stepId" value="${crypto.randomUUID()}">
      <button class="button" data-kind="primary" data-size="small">発送済みにする${which}</button>
    </form>
    ${!hasPassword && html`<a class="button"${attributes({ href: `${path}/print`, 'data-kind': 'quiet', 'data-size': 'small' })}>もう一度印刷する${which}</a>`}
  </div>`;
}

const postedTable = (letters: LetterRow[], toPost: LetterRow[], mayPrint: boolean): Html =>
  dataTable<LetterRow>({
    caption: '最近発送した通知書',
    captionHidden: true,
    columns: [
      ...columns,
      {
        header: '発送日時',
        cell: ({ letter }) => letter.postedAt && time(letter.postedAt),
        width: 'narrow',
      },
      { header: '発送者', cell: ({ posterName }) => posterName },
      { header: 'その後', cell: (row) => afterwardsCell(row, toPost, mayPrint) },
    ],
    rows: letters,
    empty: { title: '発送した通知書はまだありません' },
  });

/** Until the user has come in with it, a letter may have been lost. */
function afterwardsCell(
  { letter, user, hasPassword }: LetterRow,
  toPost: LetterRow[],
  mayPrint: boolean,
): Html {
  if (hasPassword) return badge('success', 'パスワード設定済');
  if (!mayPrint || toPost.some((waiting) => waiting.user.webUserId === user.webUserId))
    return badge('waiting', '未ログイン');
  return html`<span>${badge('waiting', '未ログイン')} <a href="/office/letters/${letter.letterId}/replacement">届かなかったとき<span class="visually-hidden">（${user.webUserId}）</span></a></span>`;
}
