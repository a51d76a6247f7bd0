export const HOME = '/office/companies';

/** The parts of a company's page, by the end of their address. */
export type Tab =
  | ''
  | 'users'
  | 'applications'
  | 'accounts'
  | 'restrictions'
  | 'mails'
  | 'history'
  | 'measures';

export const companyPath = (insuredCode: string): string => `${HOME}/${insuredCode}`;

export const tabPath = (insuredCode: string, tab: Tab): string =>
  tab === '' ? companyPath(insuredCode) : `${companyPath(insuredCode)}/${tab}`;

/** Under the company that begins the ID. */
export const userPath = (webUserId: string): string =>
  `${companyPath(webUserId.slice(0, 9))}/users/${webUserId}`;
