import type { HistoryUser } from '../../../db/access-history.ts';
import type { AccessHistoryExport } from '../../../db/schema/access-history-exports.ts';
import {
  type AccessHistoryExtent,
  accessHistoryEncodingText,
  accessHistoryFileSize,
  accessHistoryLayoutText,
  earliestHistoryDay,
  isLargeHistoryFile,
} from '../../../domain/access-history.ts';
import { formatCalendarDate, todayInTokyo } from '../../../domain/calendar-date.ts';
import { optionsOf } from '../../../domain/field.ts';
import { actions, banner, button, definitionList, formatNumber, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import type { Field } from '../../field-frame.ts';
import {
  columns,
  dateField,
  errorSummary,
  type FieldError,
  fieldset,
  radioGroup,
  selectField,
} from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { userPage } from '../page.ts';
import type { ExportRefusal } from './begin-export.ts';
import { ALL_USERS, type ExportChoice, type ExportForm, valuesOf } from './export-form.ts';
import { exportStatus, formatSize } from './export-status.ts';

export interface ExportPage extends ExportForm {
  /** What a search found. */
  extent?: AccessHistoryExtent | undefined;
  refusal?: ExportRefusal | undefined;
  exports: AccessHistoryExport[];
}

/** Manual 4-12 ②③: the form, what a search found, and how far downloads are. */
export function exportPage(c: Context, page: ExportPage): Html {
  const { choice, extent, refusal, errors, exports } = page;
  return userPage(c, {
    title: 'アクセス履歴出力',
    lead: 'Webサービスへのアクセス履歴を、CSVファイルでダウンロードします。対象期間とWebユーザーIDを指定し、「検索」ボタンをクリックしてください。',
    titleAside: button({ text: '画面で確認する', href: '/access-history' }),
    notice: refusal && refusal !== 'nothing' ? refusalBanner[refusal] : undefined,
    content: html`
      ${errorSummary(summaryOf(errors))}
      ${searchForm(page)}
      <div id="result">${choice && extent && result(choice, extent)}</div>
      ${exportStatus({ exports, now: new Date() })}
      ${actions({ back: button({ text: '戻る', href: '/' }) })}`,
  });
}

const labels: Record<string, string> = {
  from: '開始日',
  to: '終了日',
  user: 'WebユーザーID',
  layout: '出力形式',
  encoding: '文字コード',
};

const summaryOf = (errors: ExportForm['errors']): FieldError[] =>
  Object.entries(errors).map(([name, message]) => ({ name, message, label: labels[name] }));

function searchForm({ input, users, errors, choice }: ExportPage): Html {
  const today = todayInTokyo(new Date());
  const day = (name: 'from' | 'to') =>
    dateField({
      name,
      label: labels[name] ?? '',
      required: true,
      value: input[name],
      error: errors[name],
      min: earliestHistoryDay(today),
      max: today,
      autocomplete: 'off',
    });
  return html`<form method="get" action="/access-history/export#result" class="form">
    ${fieldset({
      legend: '対象期間',
      help: `履歴取得の操作より最長1年間（${formatCalendarDate(earliestHistoryDay(today))}以後）のアクセス履歴を取得できます。`,
      content: columns([day('from'), day('to')]),
    })}
    ${fieldset({
      legend: '出力内容',
      content: html`
        ${userField({ users, value: input.user, error: errors.user, required: true })}
        ${radioGroup({
          name: 'layout',
          label: '出力形式',
          required: true,
          value: input.layout,
          error: errors.layout,
          inline: true,
          options: optionsOf(accessHistoryLayoutText),
        })}
        ${radioGroup({
          name: 'encoding',
          label: '文字コード',
          required: true,
          value: input.encoding,
          error: errors.encoding,
          help: 'UTF-8はBOM付き、Shift_JISはWindows-31Jで出力します。Shift_JISにない文字は「〓」に置き換えます。',
          inline: true,
          options: optionsOf(accessHistoryEncodingText),
        })}`,
    })}
    ${actions({ primary: button({ text: '検索', kind: choice ? 'secondary' : 'primary' }) })}
  </form>`;
}

/** Of the company's users, and those who acted in its name. */
export const userField = ({
  users,
  ...field
}: Pick<Field, 'value' | 'error' | 'required' | 'mark'> & { users: readonly HistoryUser[] }): Html =>
  selectField({
    name: 'user',
    label: 'WebユーザーID',
    width: 'l',
    blank: false,
    options: [
      { value: ALL_USERS, text: '（全ユーザー指定）' },
      ...users.map(({ webUserId, name }) => ({ value: webUserId, text: `${webUserId}　${name ?? ''}` })),
    ],
    ...field,
  });

function result(choice: ExportChoice, extent: AccessHistoryExtent): Html {
  if (extent.events === 0)
    return banner(
      'info',
      '対象データがありません',
      '指定した条件に合致するアクセス履歴が存在しません。条件を変更し、再度「検索」ボタンをクリックしてください。',
      { live: true },
    );
  const size = accessHistoryFileSize(extent, choice.encoding);
  const { from, to } = choice.period;
  return section({
    title: '検索結果',
    content: html`
      ${definitionList([
        { label: 'レコード件数', value: `${formatNumber(extent.events)}件` },
        { label: 'おおよそのファイルサイズ', value: formatSize(size) },
        { label: '対象期間', value: `${formatCalendarDate(from)}～${formatCalendarDate(to)}` },
        { label: 'WebユーザーID', value: choice.webUserId ?? '（全ユーザー指定）' },
        {
          label: '出力形式・文字コード',
          value: `${accessHistoryLayoutText[choice.layout]}・${accessHistoryEncodingText[choice.encoding]}`,
        },
      ])}
      ${
        isLargeHistoryFile(size) &&
        banner(
          'warning',
          '想定ファイルサイズが5MBを超えています',
          'ダウンロードに時間がかかることがあります。検索条件を変更し、データを絞り込むことをおすすめします。',
        )
      }
      <form method="post" action="/access-history/export" id="download">
        ${Object.entries(valuesOf(choice)).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
        ${actions({ primary: button({ text: 'ダウンロード', kind: 'primary' }) })}
      </form>`,
  });
}

const refusalBanner: Record<Exclude<ExportRefusal, 'nothing'>, Html> = {
  atOnce: banner(
    'error',
    'ほかのダウンロードが終わるまでお待ちください',
    '同時にダウンロードできるのは、1社につき2件までです。下の「ダウンロードの状況」で完了を確認してから、もう一度「ダウンロード」をクリックしてください。',
  ),
  tooMany: banner(
    'error',
    'しばらくお待ちください',
    '短い時間にダウンロードが繰り返されたため、一時的に受付を止めています。数分から15分ほどおいてから、もう一度「ダウンロード」をクリックしてください。',
  ),
  serverBusy: banner(
    'error',
    'ただいま混み合っています',
    'ほかのお客様のダウンロードが続いています。1分ほどおいてから、もう一度「ダウンロード」をクリックしてください。',
  ),
};
