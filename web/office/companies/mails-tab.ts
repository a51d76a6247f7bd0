import { COMPANY_MAILS_A_PAGE, type CompanyMail } from '../../../db/company-mails.ts';
import type { LetterRow } from '../../../db/letters.ts';
import { badge, button, dataTable, section, time } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { mailsTable } from '../change-applications/history.ts';
import { tabPath, userPath } from './paths.ts';

interface Mails {
  insuredCode: string;
  /** One more than a page where there are more. */
  mails: CompanyMail[];
  letters: LetterRow[];
  isFirst: boolean;
}

/** メール・通知書: what went out to the company and its users. */
export function mailsTab({ insuredCode, mails, letters, isFirst }: Mails): Html {
  const shown = mails.slice(0, COMPANY_MAILS_A_PAGE);
  const last = mails.length > COMPANY_MAILS_A_PAGE ? shown.at(-1) : undefined;
  const path = tabPath(insuredCode, 'mails');
  const older =
    last && `${path}?${new URLSearchParams({ before: last.createdAt.toISOString(), id: last.messageId })}`;
  return html`
    ${isFirst && section({ title: '通知書', content: lettersTable(letters) })}
    ${section({
      title: 'メール',
      content: html`${mailsTable(shown)}
        <div class="links">
          ${!isFirst && button({ text: '最新のメールへ', kind: 'quiet', href: path })}
          ${older && button({ text: 'さらに前のメール', kind: 'quiet', href: older })}
        </div>`,
    })}`;
}

const lettersTable = (letters: LetterRow[]): Html =>
  dataTable<LetterRow>({
    caption: '通知書',
    captionHidden: true,
    rows: letters,
    columns: [
      {
        header: 'WebユーザーID',
        primary: true,
        width: 'narrow',
        cell: ({ user }) => html`<a class="number" href="${userPath(user.webUserId)}">${user.webUserId}</a>`,
      },
      { header: '宛名', cell: ({ user }) => `${user.name} 様` },
      { header: '作成依頼', width: 'narrow', cell: ({ letter }) => time(letter.orderedAt) },
      {
        header: '印刷',
        cell: ({ letter, printerName }) =>
          letter.printedAt
            ? html`${time(letter.printedAt)} <small>${printerName}</small>`
            : badge('waiting', '未印刷'),
      },
      {
        header: '発送',
        cell: ({ letter, posterName }) =>
          letter.postedAt
            ? html`${time(letter.postedAt)} <small>${posterName}</small>`
            : html`<a href="/office/letters">発送待ち</a>`,
      },
      {
        header: 'その後',
        width: 'narrow',
        cell: ({ hasPassword }) =>
          hasPassword ? badge('success', 'パスワード設定済') : badge('waiting', '未ログイン'),
      },
    ],
    empty: { title: '通知書はありません', body: '登録が承認されると、初期パスワードの通知書が作られます。' },
  });
