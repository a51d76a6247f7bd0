import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import { actions, banner, button, definitionList, section, stepIndicator } from '../../components.ts';
import type { Context } from '../../context.ts';
import { type Html, html } from '../../html.ts';
import { changesTable } from '../../portal/change-applications/changes-table.ts';
import { steps } from '../../portal/change-applications/input-page.ts';
import { staffPage } from '../page.ts';
import type { Draft } from './enter.ts';
import { entryFacts } from './entry-facts.ts';
import { TITLE, trail } from './input-page.ts';

/** Step 2: what was understood, before it becomes an application. */
export const confirmPage = (c: Context, { party, draft }: { party: InsuredParty; draft: Draft }): Html =>
  staffPage(c, {
    title: `${party.name}　${TITLE}`,
    breadcrumb: trail(party),
    steps: stepIndicator(steps, 2),
    lead: '内容を確認して「申込みを受け付ける」を押してください。Web申込番号が付き、申込一覧に入ります。受付のメールが、Webユーザー（管理者）に届きます。',
    notice: banner('info', 'まだ受け付けていません', '入力した内容は、ログアウトするまで保存されています。'),
    content: html`
      ${section({ title: 'お客様からの申出', content: definitionList(entryFacts(draft.entry)) })}
      ${section({ title: '変更内容', content: changesTable(party.kind, draft.changes) })}
      <form method="post" action="/office/entries/${party.insuredCode}/submission" class="form" data-submit-once>
        ${actions({
          primary: button({ text: '申込みを受け付ける', kind: 'primary' }),
          back: button({ text: '修正する', href: `/office/entries/${party.insuredCode}` }),
        })}
      </form>`,
  });
