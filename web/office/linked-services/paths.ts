import type { LinkedService } from '../../../db/schema/linked-services.ts';

export const HOME = '/office/linked-services';
export const pathOf = ({ serviceCode }: Pick<LinkedService, 'serviceCode'>) => `${HOME}/${serviceCode}`;
