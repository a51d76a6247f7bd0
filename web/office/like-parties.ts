import type { Likeness } from '../../db/like-parties.ts';
import type { InsuredParty } from '../../db/schema/insured-parties.ts';
import { insuredPartyKindText } from '../../domain/insured-party.ts';
import { type Html, html } from '../html.ts';
import { companyPath } from './companies/paths.ts';

/** Insured parties that may be the same as the one in question, each with what is alike. */
export const likePartiesList = (parties: readonly InsuredParty[], { corporateNumber }: Likeness): Html =>
  html`<ul class="bulleted">${parties.map(
    (party) =>
      html`<li><a class="number" href="${companyPath(party.insuredCode)}">${party.insuredCode}</a>　${party.name}（${insuredPartyKindText[party.kind]}）${
        corporateNumber && corporateNumber === party.corporateNumber ? '　法人番号が同じ' : '　名称が同じ'
      }</li>`,
  )}</ul>`;
