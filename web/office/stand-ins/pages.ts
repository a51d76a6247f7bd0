import type { StandInRow } from '../../../db/stand-ins.ts';
import { type CalendarDate, formatCalendarDate } from '../../../domain/calendar-date.ts';
import { canNameStandInsForOthers, staffRoleText } from '../../../domain/staff.ts';
import {
  decisionsInCommon,
  type Person,
  type StandInKey,
  type StandInState,
  standInFields,
  stateOfPeriod,
} from '../../../domain/stand-in.ts';
import { mayStaff } from '../../access.ts';
import {
  actions,
  type BadgeKind,
  badge,
  banner,
  button,
  type Column,
  dataTable,
  section,
  time,
} from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { type Question, questionButton } from '../question.ts';
import { type FormState, recordForm } from '../record-form.ts';
import { administrationTrail, recordListPage } from '../record-list.ts';

export const HOME = '/office/stand-ins';
export const trail = (last: string) => administrationTrail({ text: '代行者', href: HOME }, { text: last });

interface Lists {
  current: StandInRow[];
  past: StandInRow[];
  today: CalendarDate;
}

/** Who is represented by whom, now and soon; below, what has been. */
export const listPage = (c: Context, { current, past, today }: Lists): Html =>
  recordListPage<StandInRow>(c, {
    title: '代行者',
    lead: '不在になる職員の代わりに決裁する職員です。期間が終わると、自動で終了します。決裁の記録には、代行した職員と本人の両方の名前が残ります。',
    add: { text: '代行者を設定する', href: `${HOME}/new`, right: 'standIns:name' },
    table: {
      caption: '現在と今後の代行',
      rows: current,
      columns: [
        ...columns(today),
        {
          header: '操作',
          headerHidden: true,
          width: 'narrow',
          cell: (row) =>
            mayRevoke(c, row) &&
            questionButton(revocationQuestion(row), {
              text: '取り消す',
              about: `${row.principal.name}の代行者 ${row.standIn.name}`,
            }),
        },
      ],
      empty: { title: '現在と今後の代行はありません', body: '設定すると、ここに表示されます。' },
    },
    below:
      past.length > 0
        ? section({
            title: 'これまでの代行',
            content: dataTable({
              caption: 'これまでの代行',
              captionHidden: true,
              rows: past,
              columns: [...columns(today), { header: '設定・取消し', cell: whoSetIt }],
              empty: { title: '' },
            }),
          })
        : undefined,
  });

const columns = (today: CalendarDate): Column<StandInRow>[] => [
  { header: '不在になる職員', primary: true, cell: ({ principal }) => person(principal) },
  { header: '代行者', cell: ({ standIn }) => person(standIn) },
  {
    header: '期間',
    width: 'narrow',
    cell: ({ fromDate, untilDate }) =>
      html`<span class="number">${formatCalendarDate(fromDate)}〜${formatCalendarDate(untilDate)}</span>`,
  },
  { header: '状態', width: 'narrow', cell: (row) => stateBadge(stateOfPeriod(row, today)) },
  {
    header: '代行できる決裁',
    cell: ({ principal, standIn }) => decisionsInCommon(principal, standIn).join('・'),
  },
  { header: 'メモ', cell: ({ note }) => note },
];

const person = ({ name, role }: Person): string => `${name}（${staffRoleText[role]}）`;

const whoSetIt = ({ setterName, setAt, revokerName, revokedAt }: StandInRow): Html =>
  html`<span>設定 ${setterName} ${time(setAt)}</span>${revokedAt && html` <span>取消し ${revokerName} ${time(revokedAt)}</span>`}`;

const states: Record<StandInState, [BadgeKind, string]> = {
  running: ['success', '代行中'],
  coming: ['info', '予定'],
  ended: ['neutral', '終了'],
  revoked: ['warning', '取消し'],
};
const stateBadge = (state: StandInState): Html => badge(...states[state]);

interface FormPage {
  people: Person[];
  principal: Person | undefined;
  periodId: string;
  state: FormState<StandInKey>;
}

export const formPage = (c: Context, { people, principal, periodId, state }: FormPage): Html =>
  staffPage(c, {
    title: '代行者の設定',
    lead: principal
      ? `${principal.name}が不在の間、代わりに決裁する職員を設定します。設定は、いつでも取り消せます。`
      : '不在になる職員と、代わりに決裁する職員を設定します。設定は、いつでも取り消せます。',
    breadcrumb: trail('設定'),
    content: recordForm({
      action: HOME,
      back: HOME,
      fields: standInFields(people, principal),
      state,
      hidden: { periodId },
      submit: '代行者を設定する',
    }),
  });

export const revocationQuestion = ({ periodId, principal, standIn }: StandInRow): Question => ({
  path: `${HOME}/${periodId}/revocation`,
  title: `${standIn.name}による${principal.name}の代行を取り消します。よろしいですか？`,
  consequence: '取り消すと、直ちに代行できなくなります。すでに行われた決裁は、そのまま有効です。',
  confirm: '取り消す',
});

/** Who neither is represented nor oversees is told who may. */
export const notYoursPage = (c: Context, { principal }: StandInRow): Html =>
  staffPage(c, {
    title: '代行の取消し',
    breadcrumb: trail('取消し'),
    content: html`${banner('warning', 'この代行は取り消せません', `取り消せるのは、${principal.name}と統括者だけです。`, { live: true })}
      ${actions({ back: button({ text: '戻る', href: HOME }) })}`,
  });

/** The supervisor, and whoever is represented. */
export const mayRevoke = ({ var: { staff } }: Context, { principalId }: Pick<StandInRow, 'principalId'>) =>
  mayStaff(staff, 'standIns:name') && (canNameStandInsForOthers(staff) || principalId === staff.staffId);
