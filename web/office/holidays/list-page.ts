import type { HolidayRow } from '../../../db/holidays.ts';
import { nationalHolidays } from '../../../domain/business-days.ts';
import { type CalendarDate, compareDates } from '../../../domain/calendar-date.ts';
import { exceptionalDayText, type HolidayKey, holidayFields } from '../../../domain/holiday.ts';
import { mayStaff } from '../../access.ts';
import { badge, button, dataTable, formatDate, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { type Question, questionButton } from '../question.ts';
import { type FormState, recordForm } from '../record-form.ts';
import { administrationTrail, doneNotice } from '../record-list.ts';

export const HOME = '/office/holidays';
export const trail = administrationTrail({ text: '休業日', href: HOME });
export const yearOf = (year: number) => `${HOME}?year=${year}`;

export interface HolidayList {
  year: number;
  today: CalendarDate;
  rows: HolidayRow[];
  state?: FormState<HolidayKey>;
  notice?: Html;
}

/** A day of the year's list: the institution's own, or one that the national calendar has. */
interface Day {
  date: CalendarDate;
  name: string;
  own?: HolidayRow;
}

/** 休業日 of one year beside the national holidays; one day to add, and the way to a whole list. */
export function listPage(c: Context, { year, today, rows, state = {}, notice }: HolidayList): Html {
  const mayChange = mayStaff(c.var.staff, 'settings:change');
  return staffPage(c, {
    title: '休業日',
    lead: '期限（営業日）の計算に使う、当機構の休業日です。土曜日・日曜日、国民の祝日・休日、年末年始（12月29日～1月3日）は登録しなくても休業日になります。',
    breadcrumb: administrationTrail({ text: '休業日' }),
    notice: html`${notice}${doneNotice(c)}`,
    content: html`<div class="office-columns">
      <div>
        ${section({
          title: `${year}年`,
          aside: html`<nav class="choice-links" aria-label="年"><ul>${[year - 1, year + 1].map(
            (other) => html`<li><a href="${yearOf(other)}">${other}年</a></li>`,
          )}</ul></nav>`,
          content: daysTable(daysOf(year, rows), today, mayChange),
        })}
      </div>
      <aside aria-label="登録">${
        mayChange &&
        html`${section({
          title: '休業日の登録',
          content: recordForm({
            action: HOME,
            back: '/office/administration',
            fields: holidayFields,
            state,
            initial: { kind: 'closed' },
            isPart: true,
          }),
        })}
        ${section({
          title: '一覧からまとめて登録する',
          content: html`<p class="help">1行に1日ずつ書いた一覧を貼り付けて、内容を確認してから登録します。</p>
            ${button({ text: '一覧を貼り付ける', href: `${HOME}/import` })}`,
        })}`
      }
      ${section({
        title: '登録したときの影響',
        content: html`<p>登録した後に受け付けた申込みの期限に反映されます。すでに決まっている期限は変わりません。過ぎた休業日は、期限の根拠として残ります。</p>`,
      })}</aside>
    </div>`,
  });
}

function daysOf(year: number, rows: HolidayRow[]): Day[] {
  const all: Day[] = [
    ...rows.map((row) => ({ date: row.date, name: row.name, own: row })),
    ...nationalHolidays(year),
  ];
  return all.toSorted(
    (one, other) => compareDates(one.date, other.date) || Number(!one.own) - Number(!other.own),
  );
}

const daysTable = (days: Day[], today: CalendarDate, mayChange: boolean): Html =>
  dataTable<Day>({
    caption: '休業日と祝日',
    captionHidden: true,
    rows: days,
    columns: [
      {
        header: '日付',
        primary: true,
        width: 'narrow',
        cell: ({ date }) => html`<span class="number">${formatDate(date)}</span>（${weekday(date)}）`,
      },
      { header: '名称', cell: ({ name }) => name },
      { header: '種類', width: 'narrow', cell: kindBadge },
      { header: '登録した人', cell: ({ own }) => own?.entererName },
      ...(mayChange
        ? [
            {
              header: '操作',
              headerHidden: true,
              cell: ({ own }: Day) =>
                own &&
                own.date >= today &&
                questionButton(removalQuestion(own), {
                  text: '削除する',
                  kind: 'danger',
                  about: formatDate(own.date),
                }),
            },
          ]
        : []),
    ],
    empty: { title: 'この年の休業日と祝日はありません' },
  });

const kindBadge = ({ own }: Day): Html =>
  own
    ? badge(own.kind === 'closed' ? 'info' : 'warning', exceptionalDayText[own.kind])
    : badge('neutral', '祝日・休日');

export const weekday = (date: CalendarDate): string =>
  '日月火水木金土'.charAt(new Date(`${date}T00:00:00Z`).getUTCDay());

export const removalQuestion = ({
  date,
  name,
  kind,
}: Pick<HolidayRow, 'date' | 'name' | 'kind'>): Question => ({
  path: `${HOME}/${date}/removal`,
  title: `${formatDate(date)}（${weekday(date)}）「${name}」を削除します。よろしいですか？`,
  consequence: `この日は${kind === 'closed' ? '営業日' : '休業日'}に戻り、これから受け付ける申込みの期限に反映されます。もう一度登録することもできます。`,
  confirm: '削除する',
});
