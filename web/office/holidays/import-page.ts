import { type HolidayLine, LINES_AT_MOST } from '../../../domain/holiday.ts';
import { actions, badge, banner, button, dataTable, formatDate, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textAreaField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { administrationTrail } from '../record-list.ts';
import { HOME, weekday } from './list-page.ts';

export interface ImportState {
  list?: string;
  /** What becomes of each line; without it nothing was looked at yet. */
  lines?: HolidayLine[];
  /** Of the list that `lines` are of: only what was shown is registered. */
  fingerprint?: string;
  error?: string | undefined;
  /** The list is another one than was shown before. */
  changedSinceShown?: boolean;
}

/** A list is pasted, looked at, and registered; it stays in its field until then, to be put right. */
export function importPage(
  c: Context,
  { list, lines, fingerprint, error, changedSinceShown }: ImportState,
): Html {
  const toAdd = lines?.filter(({ outcome }) => outcome === 'add').length ?? 0;
  const shown = lines !== undefined && !error;
  return staffPage(c, {
    title: '休業日をまとめて登録する',
    lead: '一覧を貼り付けて「内容を確認する」を押すと、登録される日付が表示されます。登録は、確認した後に行います。',
    breadcrumb: administrationTrail({ text: '休業日', href: HOME }, { text: 'まとめて登録' }),
    content: html`
      ${errorSummary(error ? [{ name: 'list', label: '休業日の一覧', message: error }] : [])}
      ${changedSinceShown && banner('warning', '一覧が変わったため、まだ登録していません', '下の内容を確認して、もう一度「登録する」を押してください。', { live: true })}
      <form method="post" action="${HOME}/import" class="form" data-submit-once>
        ${shown && html`<input type="hidden" name="shown" value="${fingerprint}">`}
        ${textAreaField({
          name: 'list',
          label: '休業日の一覧',
          required: true,
          help: `1行に1日、${LINES_AT_MOST}行まで。日付の後に、カンマまたは空白に続けて名称を書けます（例：2027/04/30 創立記念日）。`,
          value: list ?? '',
          error,
          rows: 8,
        })}
        ${lines && preview(lines, toAdd)}
        ${actions({
          primary: [
            ...(shown && toAdd > 0
              ? [button({ text: `${toAdd}日を登録する`, kind: 'primary', name: 'act', value: 'register' })]
              : []),
            button({
              text: '内容を確認する',
              kind: shown && toAdd > 0 ? 'secondary' : 'primary',
              name: 'act',
              value: 'preview',
            }),
          ],
          back: button({ text: '戻る', href: HOME }),
        })}
      </form>`,
  });
}

const preview = (lines: HolidayLine[], toAdd: number): Html =>
  section({
    title: '確認',
    lead: `登録する日付は${toAdd}日です。登録しない行は${lines.length - toAdd}行です。`,
    content: dataTable<HolidayLine>({
      caption: '一覧の各行の扱い',
      captionHidden: true,
      rows: lines,
      columns: [
        { header: '行', align: 'end', width: 'narrow', cell: ({ line }) => line },
        { header: '一覧の内容', primary: true, cell: ({ text }) => text },
        { header: '扱い', width: 'narrow', cell: outcomeBadge },
        { header: '登録する日付・理由', cell: particulars },
      ],
      empty: { title: '一覧に日付がありません' },
    }),
  });

function outcomeBadge({ outcome }: HolidayLine): Html {
  if (outcome === 'add') return badge('success', '登録する');
  return outcome === 'skip' ? badge('neutral', '登録しない') : badge('danger', '読み取れない');
}

const particulars = (line: HolidayLine): string =>
  line.outcome === 'add'
    ? `${formatDate(line.holiday.date)}（${weekday(line.holiday.date)}）　${line.holiday.name}`
    : line.why;
