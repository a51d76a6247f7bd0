import { listLinkedServices } from '../../../db/linked-services.ts';
import type { LinkedService } from '../../../db/schema/linked-services.ts';
import { mayUseService } from '../../../domain/linked-service.ts';
import { menuSection } from '../../components.ts';
import type { Context } from '../../context.ts';
import type { Html } from '../../html.ts';
import { protectedMark } from '../one-time-password/protected-page.ts';

/** The services that the user may use, in their groups; those that wait for a one-time password say so. */
export async function linkedServicesMenu(c: Context): Promise<Html[]> {
  const { user, company } = c.var;
  const services = (await listLinkedServices(c.var.services.db)).filter(({ rightNeeded }) =>
    mayUseService(user, company, rightNeeded),
  );
  const groups = Map.groupBy(services, ({ menuGroup }) => menuGroup);
  return [...groups].map(([group, members]) =>
    menuSection(
      group,
      members.map((service) => menuItem(c, service)),
    ),
  );
}

const menuItem = (
  c: Context,
  { serviceCode, name, description, exemptFromOneTimePassword }: LinkedService,
) => ({
  title: name,
  description,
  href: `/linked-services/${serviceCode}`,
  ...(exemptFromOneTimePassword ? {} : protectedMark(c)),
});
