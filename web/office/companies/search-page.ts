import {
  COMPANIES_A_PAGE,
  type CompanyHit,
  type Found,
  USERS_A_PAGE,
  type UserHit,
} from '../../../db/company-search.ts';
import { type CompanySearch, SEARCH_AT_MOST } from '../../../domain/company-search.ts';
import { insuredPartyKindText } from '../../../domain/insured-party.ts';
import { webUserKindShort } from '../../../domain/web-user.ts';
import { badge, button, dataTable, emptyState, pagination, section } from '../../components.ts';
import type { Context } from '../../context.ts';
import { errorSummary, textField } from '../../fields.ts';
import { formatNumber } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { staffPage } from '../page.ts';
import { companyPath, HOME, userPath } from './paths.ts';
import { companyBadge, userBadge } from './state.ts';

interface Results {
  searchId: string;
  search: CompanySearch;
  companies: Found<CompanyHit>;
  users: Found<UserHit>;
  /** From 1, of each list. */
  companiesPage: number;
  usersPage: number;
}

interface SearchPage {
  query?: string;
  error?: string | undefined;
  results?: Results;
}

/** 保険利用者: one field for everything that a caller may say, and what was found. */
export const searchPage = (c: Context, { query = '', error, results }: SearchPage): Html =>
  staffPage(c, {
    title: '保険利用者',
    lead: '保険利用者とそのWebユーザーを探します。',
    content: html`<div class="stack">
      ${errorSummary(error ? [{ name: 'q', label: '検索', message: error }] : [])}
      <form class="filters company-search" method="post" action="${HOME}/searches" role="search" aria-label="保険利用者の検索">
        ${textField({
          name: 'q',
          label: 'コード・ID・名称・氏名・フリガナ・メールアドレス・法人番号',
          mark: false,
          type: 'search',
          value: query,
          error,
          width: 'full',
          autocomplete: 'off',
          maxlength: SEARCH_AT_MOST,
          attributes: { autofocus: !results },
        })}
        ${button({ text: '検索する', kind: 'primary' })}
      </form>
      ${results ? found(results) : hints}
    </div>`,
  });

const hints: Html = section({
  title: '検索のしかた',
  content: html`<dl class="facts">
    <div><dt>保険利用者コード</dt><dd>9桁の数字。途中まででも探せます。9桁すべてを入力すると、その画面を開きます。</dd></div>
    <div><dt>WebユーザーID</dt><dd>12桁の数字。10桁目からは途中まででも探せます。12桁すべてを入力すると、その画面を開きます。</dd></div>
    <div><dt>保険利用者の名称</dt><dd>名称・フリガナ・英文名称の一部。ひらがな、カタカナ、半角カナ、大文字・小文字の違いは問いません。「株式会社」や「㈱」は省略できます。</dd></div>
    <div><dt>氏名</dt><dd>姓または名の先頭から。漢字でもフリガナでも、姓と名の間の空白はなくても探せます。</dd></div>
    <div><dt>メールアドレス</dt><dd>省略せずに全体。個人情報の検索として、検索した職員と日時が記録されます。</dd></div>
    <div><dt>法人番号</dt><dd>13桁の数字。</dd></div>
  </dl>`,
});

/** The lists in which something was found; one sentence where nothing was. */
const found = (results: Results): Html => html`
  ${results.companies.total > 0 && companiesSection(results)}
  ${results.users.total > 0 && usersSection(results)}
  ${results.companies.total + results.users.total === 0 && section({ title: '検索結果', content: emptyState(nothingFound(results.search)) })}
  ${
    results.search.by === 'name' &&
    !results.search.people &&
    html`<p class="help">氏名で探すときは、2文字以上入力してください。</p>`
  }`;

/** Page links keep where the other list stands. */
const pageLink = (
  { searchId, companiesPage, usersPage }: Results,
  to: { companies?: number; users?: number },
) =>
  `${HOME}?${new URLSearchParams({
    search: searchId,
    companies: String(to.companies ?? companiesPage),
    users: String(to.users ?? usersPage),
  })}`;

const companiesSection = (results: Results): Html =>
  section({
    title: `保険利用者（${formatNumber(results.companies.total)}件）`,
    content: html`${dataTable<CompanyHit>({
      caption: '見つかった保険利用者',
      captionHidden: true,
      rows: results.companies.rows,
      columns: [
        {
          header: '保険利用者コード',
          width: 'narrow',
          cell: ({ insuredCode }) => html`<span class="number">${insuredCode}</span>`,
        },
        {
          header: '名称',
          primary: true,
          cell: ({ insuredCode, name, nameKana }) =>
            html`<span><a href="${companyPath(insuredCode)}">${name}</a><small class="reading">${nameKana}</small></span>`,
        },
        { header: '本店・支店', width: 'narrow', cell: ({ kind }) => insuredPartyKindText[kind] },
        { header: '所在地', cell: ({ prefecture, city }) => `${prefecture}${city}` },
        {
          header: '法人番号',
          width: 'narrow',
          cell: ({ corporateNumber }) =>
            corporateNumber && html`<span class="number">${corporateNumber}</span>`,
        },
        { header: '状態', width: 'narrow', cell: companyBadge },
      ],
      empty: { title: 'このページに該当はありません' },
    })}
    ${pagination({
      page: results.companiesPage,
      pages: Math.ceil(results.companies.total / COMPANIES_A_PAGE),
      href: (page) => pageLink(results, { companies: page }),
      label: '保険利用者のページ',
    })}`,
  });

const usersSection = (results: Results): Html =>
  section({
    title: `Webユーザー（${formatNumber(results.users.total)}件）`,
    content: html`${dataTable<UserHit>({
      caption: '見つかったWebユーザー',
      captionHidden: true,
      rows: results.users.rows,
      columns: [
        {
          header: 'WebユーザーID',
          width: 'narrow',
          cell: ({ webUserId }) => html`<span class="number">${webUserId}</span>`,
        },
        {
          header: '氏名',
          primary: true,
          cell: ({ webUserId, name, kana }) =>
            html`<span class="person"><a href="${userPath(webUserId)}">${name}</a><small class="reading">${kana}</small></span>`,
        },
        {
          header: '所属・役職',
          cell: ({ department, title }) => [department, title].filter(Boolean).join('　'),
        },
        {
          header: '保険利用者',
          cell: ({ companyName, companySuspendedAt }) =>
            html`${companyName} ${companySuspendedAt && badge('danger', '利用停止中')}`,
        },
        { header: '種類', width: 'narrow', cell: ({ kind }) => webUserKindShort[kind] },
        { header: '状態', cell: userBadge },
      ],
      empty: { title: 'このページに該当はありません' },
    })}
    ${pagination({
      page: results.usersPage,
      pages: Math.ceil(results.users.total / USERS_A_PAGE),
      href: (page) => pageLink(results, { users: page }),
      label: 'Webユーザーのページ',
    })}`,
  });

const nothingFound = ({ by }: CompanySearch) => ({
  title: '該当する保険利用者・Webユーザーはありません',
  body:
    by === 'name'
      ? '漢字の字体や読みを変えるか、一部だけを入力してお試しください。'
      : '入力した内容に誤りがないか確認してください。',
});
