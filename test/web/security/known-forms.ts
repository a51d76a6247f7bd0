import { TrieRouter } from 'hono/router/trie-router';
import { headOfficeFields } from '../../../domain/insured-party-fields.ts';
import { administratorInput, headOfficeInput } from '../../support/registration.ts';
import {
  formsOf,
  queryNamesOf,
  type RenderedField,
  type RenderedForm,
} from '../../support/rendered-forms.ts';
import { DEMO_PASSWORD, type TestWeb, type Visitor } from '../../support/web.ts';
import type { World } from './bad-input-world.ts';
import { placeOf } from './records.ts';
import { sameBrowser, undone } from './undone.ts';

/** A form that somebody gets to see, and what they send before: steps of a wizard. */
export interface KnownForm extends RenderedForm {
  /** `POST /applicants/new`, the route that it is sent to. */
  route: string;
  who: string;
  before: RenderedForm[];
}

/** How many forms one after the other are filled in. */
const STEPS = 3;

/** Every form that these people see on any page below `part`, and on those that they come to by sending one. */
export async function knownForms(
  web: TestWeb,
  { visitors, records, pages }: World,
  part: 'portal' | 'office',
): Promise<{ forms: KnownForm[]; queryNames: string[] }> {
  const routeOf = routeFinder(web);
  const found = new Map<string, KnownForm>();
  const add = (who: string, before: RenderedForm[], forms: RenderedForm[]): KnownForm[] =>
    forms.flatMap((rendered) => {
      const form = filledIn(rendered);
      const route = routeOf(form.action);
      const known = { ...form, route, who, before };
      const key = `${route} ${who} ${form.fields.map(({ name }) => name).sort()}`;
      if (!route || found.has(key)) return [];
      found.set(key, known);
      return [known];
    });

  const places = [...pagesOf(web, part).map((route) => placeOf(route, records).path), ...pages];
  const queryNames = new Set<string>();
  let last: KnownForm[] = [];
  for (const [who, visitor] of visitors)
    for (const place of places) {
      const answer = await undone(web, () => sameBrowser(web, visitor).get(place));
      const page = await pageOf(answer);
      last.push(...add(who, [], formsOf(page, place)));
      for (const name of queryNamesOf(page, place)) queryNames.add(name);
    }
  for (let step = 1; step < STEPS; step++) {
    const next: KnownForm[] = [];
    for (const form of last) {
      const visitor = visitors.get(form.who) as Visitor;
      const [page, path] = await undone(web, () => pageAfter(sameBrowser(web, visitor), form));
      next.push(...add(form.who, [...form.before, form], formsOf(page, path)));
    }
    last = next;
  }
  for (const [route, { path, who, fields }] of Object.entries(unseen)) {
    if (!visitors.has(who)) continue;
    if ([...found.values()].some((form) => form.route === route))
      throw new Error(`${route} has a form that is seen`);
    const rendered = {
      action: placeOf({ path }, records).path,
      fields: fields.map((name) => ({ name, value: '' })),
    };
    found.set(route, { ...filledIn(rendered), route, who, before: [] });
  }
  const forms = [...found.values()].filter(({ action }) => partOf(action) === part);
  return { forms, queryNames: [...queryNames].sort() };
}

/** The routes that show pages, of one side. */
export const pagesOf = ({ routes }: TestWeb, part: 'portal' | 'office') =>
  routes.filter(({ method, path }) => method === 'GET' && partOf(path) === part);

/** On which side a path lies; what is no page on neither. */
export const partOf = (path: string): 'portal' | 'office' | undefined => {
  if (/^\/(gateway|assets|healthz|readyz)(\/|$)/.test(path)) return undefined;
  return /^\/office(\/|$)/.test(path) ? 'office' : 'portal';
};

const accountFields = ['purpose', 'bankCode', 'branchCode', 'type', 'symbol', 'symbolNumber', 'holder'];

/** Forms of states that the world of these tests is not in, or of a script; with the names of their fields. */
const unseen: Record<string, { path: string; who: string; fields: string[] }> = {
  'POST /sessions/extension': { path: '/sessions/extension', who: 'administrator', fields: [] },
  'POST /change-applications': {
    path: '/change-applications',
    who: 'administrator of a second company',
    fields: headOfficeFields.map(({ key }) => key),
  },
  'POST /applicants/new/agreements/selection': {
    path: '/applicants/new/agreements/selection',
    who: 'administrator',
    fields: ['codes', 'codes'],
  },
  'POST /applicants/:webUserId/change/agreements/selection': {
    path: '/applicants/201234567001/change/agreements/selection',
    who: 'administrator',
    fields: ['codes', 'codes'],
  },
  'POST /bank-accounts/new/branches/selection': {
    path: '/bank-accounts/new/branches/selection',
    who: 'administrator',
    fields: ['bankCode', 'branchCode'],
  },
  'POST /bank-accounts/new/japan-post': {
    path: '/bank-accounts/new/japan-post',
    who: 'administrator',
    fields: accountFields,
  },
  'POST /bank-accounts/:bankAccountId/change/japan-post': {
    path: '/bank-accounts/:bankAccountId/change/japan-post',
    who: 'administrator',
    fields: accountFields,
  },
  'POST /access-history/export': {
    path: '/access-history/export',
    who: 'administrator',
    fields: ['from', 'to', 'user', 'layout', 'encoding'],
  },
  'POST /office/registrations/:number/claim': {
    path: '/office/registrations/:number/claim',
    who: 'clerk',
    fields: ['stepId', 'round'],
  },
  'POST /office/companies/:insuredCode/users/:webUserId/session-end': {
    path: '/office/companies/201234567/users/201234567001/session-end',
    who: 'clerk',
    fields: ['measureId', 'reasonText'],
  },
  'POST /office/companies/:insuredCode/users/:webUserId/letter': {
    path: '/office/companies/201234567/users/201234567000/letter',
    who: 'clerk',
    fields: ['reasonText'],
  },
  'POST /office/letters/:letterId/print': {
    path: '/office/letters/:letterId/print',
    who: 'clerk',
    fields: ['printedAt', 'reasonText'],
  },
  'POST /office/letters/:letterId/replacement': {
    path: '/office/letters/:letterId/replacement',
    who: 'clerk',
    fields: ['reasonText'],
  },
  'POST /office/approval-rules/proposals': {
    path: '/office/approval-rules/proposals',
    who: 'supervisor',
    fields: ['proposalId', 'headOffice-phone', 'branch-phone', 'note'],
  },
};

/** Sends what comes before a form, as it was when the form was found. */
export async function sendBefore(visitor: Visitor, { before }: Pick<KnownForm, 'before'>): Promise<void> {
  for (const { action, fields } of before) await visitor.post(action, pairs(fields));
}

export const pairs = (fields: RenderedField[]): [string, string][] =>
  fields.map(({ name, value }) => [name, value]);

async function pageAfter(visitor: Visitor, form: KnownForm): Promise<[page: string, path: string]> {
  await sendBefore(visitor, form);
  const answer = await visitor.post(form.action, pairs(form.fields));
  const location = answer.headers.get('location');
  if (!location) return [await pageOf(answer), form.action];
  return [await pageOf(await visitor.get(location)), location];
}

async function pageOf(answer: Response): Promise<string> {
  const text = await answer.text();
  return answer.headers.get('content-type')?.includes('html') ? text : '';
}

/** The declared route that a path leads to. */
export function routeFinder({ routes }: TestWeb, method = 'POST'): (path: string) => string {
  const router = new TrieRouter<string>();
  for (const route of routes) if (route.method === method) router.add(method, route.path, route.path);
  return (path) => {
    const [[first] = []] = router.match(method, path.split('?')[0] as string);
    return first ? `${method} ${first[0]}` : '';
  };
}

/**
 * As somebody who knows what is wanted fills it in. What is filled in already stays, but for something that makes a
 * change of it, so that there is something to confirm.
 */
function filledIn({ action, fields }: RenderedForm): RenderedForm {
  const email = fields.find(({ name }) => name.endsWith('email'))?.value;
  const fill = ({ name, value }: RenderedField) => {
    if (name === 'phone') return '03-5555-0199';
    if (name === 'number' && /^[0-9]{7}$/.test(value)) return '7654321';
    if (value) return value;
    if (email && name.endsWith('emailAgain')) return email;
    return plausible[name] ?? plausible[name.replace(/^.*\./, '')] ?? '';
  };
  return { action, fields: fields.map((field) => ({ ...field, value: fill(field) })) };
}

const plausible: Record<string, string> = {
  ...headOfficeInput(),
  ...administratorInput,
  ...Object.fromEntries(
    Object.entries(administratorInput).map(([name, value]) => [name.replace('administrator.', ''), value]),
  ),
  password: DEMO_PASSWORD,
  current: DEMO_PASSWORD,
  newPassword: 'kaze to nami no oto 2026',
  again: 'kaze to nami no oto 2026',
  webUserId: '201234568000',
  insuredCode: '201234568',
  staffId: 'sato.misaki',
  q: '青',
  code: '123456',
  recoveryCode: 'k7mq-k7mq-k7mq-k7mq',
  reasonText: '電話で確認しました。',
  comment: '電話で確認しました。',
  note: '電話で確認しました。',
  handledNote: '電話で確認しました。',
  text: '電話で確認しました。',
  title: '部長',
  query: 'assignee=unassigned',
  list: '2099-06-02,創立記念日',
  date: '2099-06-03',
  fromDate: '2099-06-03',
  untilDate: '2099-06-04',
  from: '2026-11-01',
  to: '2026-11-25',
  agreementCode: '30099999',
  serviceCode: 'new-service',
  url: 'https://service.example/',
  accountNumber: '1234567',
  accountHolder: 'ｱｵﾅｷﾞﾎﾞｳｴｷ(ｶ',
  symbol: '12340',
  symbolNumber: '12345671',
  confirmed: 'true',
  entryRequestedBy: '青木　恵',
  body: '登記事項証明書を添えてください。',
};
