import type { Holder } from '../../../db/assignment.ts';
import type { Saved, SeenView } from '../../../db/queue-views.ts';
import { VIEW_NAME_AT_MOST, VIEWS_AT_MOST } from '../../../domain/queue-view.ts';
import { canShareQueueViews } from '../../../domain/staff.ts';
import type { FormValues } from '../../answer.ts';
import { actions, banner, button, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { checkbox, errorSummary, textField } from '../../fields.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { type Question, questionButton } from '../question.ts';
import { queueHref, viewOf } from '../queue/filter.ts';
import { describeView } from '../queue/filter-bar.ts';
import { mayChange } from './acts.ts';

export interface FormState {
  input?: FormValues;
  /** Beside the name. */
  error?: string;
  refused?: Exclude<Saved, 'saved'>;
}

export const breadcrumb = [
  { text: '申込一覧', href: '/office' },
  { text: '保存した条件', href: '/office/queue-views' },
];

/** この条件を保存: the filters of the queue as they are. */
export function newPage(
  c: Context,
  { viewId, query, holders }: { viewId: string; query: string; holders: Holder[] },
  state: FormState,
): Html {
  const { input } = state;
  const described = describeView(viewOf(query), holders);
  const again = state.refused === 'nameTaken';
  return staffPage(c, {
    title: '条件の保存',
    breadcrumb: [...breadcrumb, { text: '条件の保存' }],
    lead: `申込一覧の条件「${described}」に名前を付けて保存します。`,
    content: html`<form method="post" action="/office/queue-views" class="form" data-submit-once>
      ${problems(state)}
      <input type="hidden" name="viewId" value="${viewId}">
      <input type="hidden" name="queue" value="${query}">
      ${section({
        title: '保存のしかた',
        content: html`<div class="fields">
          ${nameField(input?.name ?? [...described].slice(0, VIEW_NAME_AT_MOST).join(''), state)}
          ${sharedBox(c, input?.shared === 'true')}
          ${checkbox({ name: 'first', label: '申込一覧を開いたときに最初に表示する', checked: input?.first === 'true' })}
        </div>`,
      })}
      ${actions({
        primary: [
          ...(again ? [button({ text: '上書きする', name: 'overwrite', value: 'true' })] : []),
          button({ text: '保存する', kind: 'primary' }),
        ],
        back: button({ text: '戻る', href: queueHref(viewOf(query)) }),
      })}
    </form>`,
  });
}

/** One view: its name, and who sees it. What a colleague shares is only to be looked at. */
export function viewPage(c: Context, view: SeenView, state: FormState = {}): Html {
  const { input } = state;
  const path = `/office/queue-views/${view.viewId}`;
  const back = button({ text: '戻る', href: '/office/queue-views' });
  const page = { title: view.name, breadcrumb: [...breadcrumb, { text: view.name }] };
  if (!mayChange(c, view))
    return staffPage(c, {
      ...page,
      content: html`${banner('info', '作成した職員と統括者だけが変更・削除できます', `作成：${view.ownerName}`, { live: input !== undefined })}${actions({ back })}`,
    });
  return staffPage(c, {
    ...page,
    titleAside: questionButton(deletion(view), { text: '削除', kind: 'danger' }),
    content: html`<form method="post" action="${path}" class="form" data-submit-once>
      ${problems(state)}
      ${section({
        title: '名前と共有',
        content: html`<div class="fields">${nameField(input?.name ?? view.name, state)}${sharedBox(c, input ? input.shared === 'true' : view.shared)}</div>`,
      })}
      ${actions({ primary: button({ text: '保存する', kind: 'primary' }), back })}
    </form>`,
  });
}

export const deletion = ({ viewId, name, shared }: SeenView): Question => ({
  path: `/office/queue-views/${viewId}/deletion`,
  title: `保存した条件「${name}」を削除します。よろしいですか？`,
  consequence: shared
    ? '共有している条件です。ほかの職員の一覧からもなくなり、元に戻せません。申込みは削除されません。'
    : '元に戻せません。申込みは削除されません。',
  confirm: '削除する',
});

const messages: Record<Exclude<Saved, 'saved'>, string> = {
  nameTaken: '同じ名前の条件がすでにあります。別の名前にするか、「上書きする」を押してください。',
  tooMany: `保存できるのは${VIEWS_AT_MOST}件までです。使わない条件を削除してください。`,
};

const messageOf = ({ error, refused }: FormState) => error ?? (refused && messages[refused]);

function problems(state: FormState): Html {
  const message = messageOf(state);
  return errorSummary(message ? [{ name: 'name', label: '名前', message }] : []);
}

const nameField = (value: string, state: FormState): Html =>
  textField({
    name: 'name',
    label: '名前',
    required: true,
    help: `${VIEW_NAME_AT_MOST}文字以内。`,
    value,
    error: messageOf(state),
    autocomplete: 'off',
    width: 'l',
  });

const sharedBox = (c: Context, checked: boolean): Html | false =>
  canShareQueueViews(c.var.staff) &&
  checkbox({
    name: 'shared',
    label: 'ほかの職員と共有する',
    help: '「担当：自分」は、見る職員それぞれの担当になります。変更・削除できるのは、作成した職員と統括者です。',
    checked,
  });
