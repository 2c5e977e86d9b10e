export interface Person {
  /** The shop's own id, which says that nobody is meant: `generated-07`. */
  user: string;
  name: string;
  email: string;
  phone: string;
  city: string;
}

const NAMES = [
  ['Nora Lindahl', 'Oslo'],
  ['Jonas Weber', 'Leipzig'],
  ['Maria Costa', 'Porto'],
  ['Elin Berg', 'Bergen'],
  ['Tomasz Zielinski', 'Gdansk'],
  ['Aoife Byrne', 'Cork'],
  ['Lukas Novak', 'Brno'],
  ['Sofia Marino', 'Turin'],
  ['Henrik Dahl', 'Aarhus'],
  ['Camille Laurent', 'Lyon'],
  ['Priya Raman', 'Utrecht'],
  ['Mikko Salonen', 'Tampere'],
  ['Ines Garrido', 'Bilbao'],
  ['David Okafor', 'Dublin'],
  ['Katja Vogel', 'Graz'],
  ['Samir Haddad', 'Antwerp'],
  ['Freya Nilsen', 'Halden'],
  ['Oliver Grant', 'Leeds'],
  ['Ana Petrovic', 'Zagreb'],
  ['Emil Sorensen', 'Odense'],
] as const;

/** Invented people: `example.com` is reserved for examples, and the numbers for drama. */
export const PEOPLE: readonly Person[] = NAMES.map(([name, city], at) => ({
  user: `generated-${String(at + 1).padStart(2, '0')}`,
  name,
  email: `${name.toLowerCase().replace(' ', '.')}@example.com`,
  phone: `+447700900${String(101 + at * 7)}`,
  city,
}));
