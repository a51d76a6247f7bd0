import { isOperationCode, type OperationCode } from './operation-catalogue.ts';
import type { WebUserRights } from './web-user.ts';

/** Linked services: the manual's other chapters, which are other systems behind the gateway. */

/** What a user needs to be let through to a service, beside a session. */
export type ServiceRight =
  | 'everyone'
  | 'input'
  | 'contractData'
  | 'applicationData'
  | 'comprehensiveInsurance';

export const serviceRightText: Record<ServiceRight, string> = {
  everyone: '全員',
  input: '入力・申込権限または入力権限',
  contractData: '情報データ参照権限',
  applicationData: '申込データ参照権限',
  comprehensiveInsurance: '入力・申込権限または入力権限（企業総合保険をご利用の保険利用者）',
};

/** Whether a user of a company may use a service that needs `right` (manual chapter 3, 1). */
export const mayUseService = (
  user: WebUserRights,
  company: { usesComprehensiveInsurance: boolean },
  right: ServiceRight,
): boolean => rights[right](user, company);

const canInput = ({ applicationRight }: WebUserRights) => applicationRight !== 'none';

const rights: Record<
  ServiceRight,
  (user: WebUserRights, company: { usesComprehensiveInsurance: boolean }) => boolean
> = {
  everyone: () => true,
  input: canInput,
  contractData: ({ contractDataRight }) => contractDataRight !== 'none',
  applicationData: ({ applicationDataRight }) => applicationDataRight !== 'none',
  comprehensiveInsurance: (user, company) => company.usesComprehensiveInsurance && canInput(user),
};

/**
 * Whether `url` lies at or below a service's address: same scheme, host and port, and a path that begins with the
 * service's, up to a slash.
 */
export function isWithin(url: URL, service: URL): boolean {
  if (url.origin !== service.origin) return false;
  const folder = service.pathname.replace(/(?<!\/)\/+$/, '');
  return url.pathname === folder || url.pathname.startsWith(`${folder}/`);
}

/**
 * The address that was asked for, as a URL. Undefined for one that servers read differently: with dot segments, doubled,
 * encoded or backward slashes, or encoded dots, what we judge would not be what the service's server then serves.
 */
export function unambiguousUrl(address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(address)?.[1] ?? '';
  if (/\/\/|\\|%2f|%5c|%2e|%25|%00|\s|\p{Cc}/iu.test(path)) return undefined;
  if (path.split('/').some((segment) => segment === '.' || segment === '..' || /^\.\.?;/.test(segment)))
    return undefined;
  const url = new URL(address);
  return url.username || url.password ? undefined : url;
}

/** What services may record: the manual's groups 2 to 11, and of group 1 what is theirs. The portal records the rest itself. */
export function isServiceOperation(code: string): code is OperationCode {
  if (!isOperationCode(code)) return false;
  const [group] = code.split('-');
  return ['1-3', '1-4', '1-5'].includes(code) || (group !== 'P' && Number(group) >= 2);
}
