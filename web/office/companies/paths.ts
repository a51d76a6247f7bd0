export const HOME = '/office/companies';

export const companyPath = (insuredCode: string): string => `${HOME}/${insuredCode}`;

/** Under the company that begins the ID. */
export const userPath = (webUserId: string): string =>
  `${companyPath(webUserId.slice(0, 9))}/users/${webUserId}`;
