import { badInputTests } from './bad-input-tests.ts';
import { customersWorld } from './bad-input-world.ts';

badInputTests('portal', customersWorld, 7_500);
