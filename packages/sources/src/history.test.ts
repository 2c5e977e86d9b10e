import {LIMITS, TouchpointInput, uuidV7, type Touchpoint} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {csvMapOf, csvReader, type CsvMap} from './csv.ts';
import {instantOf, nameOf, propertiesOf} from './history.ts';
import {heardOfOcel, ocelOf, type Ocel} from './ocel.ts';
import type {Heard} from './source.ts';
import {heardOfXes, xesOf} from './xes.ts';

/** Each as the store would take it. */
const taken = ({touchpoints}: Heard) =>
  touchpoints.map((told) => {
    const {key, ...rest} = told;
    expect(key).not.toBe('');
    return TouchpointInput.parse({...rest, id: uuidV7(told.occurredAt)});
  });

describe('words and instants of files', () => {
  it.each([
    ['Take in charge ticket', 'take_in_charge_ticket'],
    ['  Überprüfung/Prüfung (2) ', 'uberprufung_prufung_2'],
    ['4. Closed', 'closed'],
    ['product_viewed', 'product_viewed'],
    ['申请', 'unnamed'],
  ])('%s is named %s', (text, name) => {
    expect(nameOf(text)).toBe(name);
  });

  it.each([
    ['2019-10-01 00:00:00 UTC', Date.UTC(2019, 9, 1)],
    ['2019-10-01 00:00:00', Date.UTC(2019, 9, 1)],
    ['2019-10-01', Date.UTC(2019, 9, 1)],
    ['2019-10-01T02:00:00+02:00', Date.UTC(2019, 9, 1)],
    ['2019-10-01 02:00:00.5+02', Date.UTC(2019, 9, 1) + 500], // As PostgreSQL writes it.
    ['2019-10-01T00:00:00 +0000', Date.UTC(2019, 9, 1)],
    ['1569888000', Date.UTC(2019, 9, 1)],
    ['1569888000000', Date.UTC(2019, 9, 1)],
    ['yesterday', undefined],
    ['01/10/2019', undefined], // Whose month?
    ['20191001120000', undefined], // No ms: they would be of the year 2609.
    ['', undefined],
  ])('%s is %s', (text, at) => {
    expect(instantOf(text)).toBe(at);
  });

  it('keeps of attributes what a touchpoint has room for', () => {
    const many = Object.fromEntries(Array.from({length: 500}, (_, n) => [`key ${n}`, n]));
    expect(Object.keys(propertiesOf(many))).toHaveLength(LIMITS.properties);
    expect(propertiesOf({list: [1], nothing: undefined, '': 1})).toEqual({list: '[1]'});
  });
});

describe('CSV', () => {
  const map: CsvMap = {
    name: {column: 'what', values: {buy: 'order_completed'}},
    occurredAt: 'when',
    identifiers: {user: 'who'},
    fields: {price: 'price'},
    constants: {currency: 'EUR'},
  };
  const row = {what: 'buy', when: '2026-11-25T10:00:00Z', who: 'ada', price: '9.50'};

  it('is read by a map of its columns', () => {
    expect(taken(csvReader(map)(row))).toMatchObject([
      {
        name: 'order_completed',
        occurredAt: Date.UTC(2026, 10, 25, 10),
        channel: 'web',
        identifiers: [{kind: 'user', value: 'ada'}],
        fields: {currency: 'EUR', price: '9.50'},
      },
    ]);
  });

  it('means by a value what its map says, and nothing that no map says', () => {
    expect(taken(csvReader(map)({...row, what: 'constructor'}))).toMatchObject([
      {name: 'constructor'},
    ]);
  });

  it('tells rows of one instant apart, and the same row in another file not', () => {
    const keys = (rows: (typeof row)[]) => {
      const read = csvReader(map);
      return rows.flatMap((each) => read(each).touchpoints.map(({key}) => key));
    };
    const twice = keys([row, row, {...row, when: '2026-11-25T11:00:00Z'}]);
    expect(new Set(twice).size).toBe(3);
    expect(keys([row])).toEqual(twice.slice(0, 1));
  });

  it.each([
    ['all its columns', undefined],
    ['its key', ['who']],
  ])('tells what happened apart by its name as well, where %s say the same', (_, columns) => {
    const keysOf = (name: CsvMap['name'], what = 'buy') =>
      csvReader({...map, name, ...(columns && {key: columns})})({...row, what}).touchpoints.map(
        ({key}) => key,
      );
    const ordered = keysOf({value: 'order_completed'});
    // Of another file, with the same columns.
    expect(keysOf({value: 'order_refunded'})).not.toEqual(ordered);
    expect(keysOf({value: 'order_completed'})).toEqual(ordered);
    const [bought, viewed] = [keysOf(map.name), keysOf(map.name, 'view')];
    expect(viewed).not.toEqual(bought);
    // By the file's own word: another name for it in the map is no other touchpoint.
    expect(keysOf({column: 'what'})).toEqual(bought);
  });

  it.each([
    [{...row, when: 'soon'}, 'when: is no instant'],
    [{...row, who: ''}, 'no column says who it was'],
    [{what: 'buy', when: row.when} as unknown as typeof row, 'who: the row ends before it'],
  ])('puts a row in quarantine that it cannot read', (bad, reason) => {
    expect(csvReader(map)(bad)).toMatchObject({touchpoints: [], unknown: [{reason, payload: bad}]});
  });

  it.each([
    [[], 'The map is not a JSON object.'],
    [{...map, nme: 1}, 'The map has no "nme"'],
    [{...map, name: 'what'}, 'name: is {"column": "..."}'],
    [{...map, identifiers: {}}, 'identifiers: are columns by kind'],
    [{...map, occurredAt: 'at'}, 'The file has no column "at". It has what, when, who, price.'],
  ])('says what is wrong with a map', (bad, problem) => {
    expect(csvMapOf(bad, Object.keys(row))).toContain(problem);
  });
});

describe('XES', () => {
  const attributes = {
    'concept:name': 'Closed: done',
    'time:timestamp': '2012-11-09T12:54:39+00:00',
    'org:resource': 'Value 3',
    cost: 3.5,
  };
  const options = {kind: 'ticket', channel: 'crm'} as const;

  it('is heard as touchpoints of a ticket, and told again as it was', () => {
    const [touchpoint] = taken(heardOfXes({trace: 'Case 1', index: 4, attributes}, options));
    expect(touchpoint).toMatchObject({
      name: 'closed_done',
      seq: 4,
      identifiers: [{kind: 'ticket', value: 'Case 1'}],
    });
    expect(xesOf(touchpoint as unknown as Touchpoint)).toMatchObject({
      ...attributes,
      'time:timestamp': '2012-11-09T12:54:39.000Z',
    });
  });

  it('is called as it is told to, and leaves as it was', () => {
    const names = {'Closed: done': 'ticket_closed'};
    const heard = heardOfXes({trace: 'Case 1', index: 4, attributes}, {...options, names});
    const [touchpoint] = taken(heard);
    expect(touchpoint).toMatchObject({name: 'ticket_closed'});
    expect(xesOf(touchpoint as unknown as Touchpoint)).toMatchObject({
      'concept:name': 'Closed: done',
    });
    const other = {...attributes, 'concept:name': 'constructor'};
    expect(
      taken(heardOfXes({trace: 'Case 1', index: 4, attributes: other}, {...options, names})),
    ).toMatchObject([{name: 'constructor'}]);
  });

  it.each(['concept:name', 'time:timestamp'])('keeps what has no %s in quarantine', (missing) => {
    const rest = Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== missing));
    const {unknown} = heardOfXes({trace: 'Case 1', index: 0, attributes: rest}, options);
    expect(unknown).toMatchObject([{reason: `${missing}: is missing`}]);
  });
});

describe('OCEL', () => {
  const log: Ocel = {
    eventTypes: [{name: 'Ship Parcel', attributes: [{name: 'weight', type: 'float'}]}],
    objectTypes: [
      {name: 'customer', attributes: []},
      {name: 'parcel', attributes: []},
    ],
    events: [
      {
        id: 'e1',
        type: 'Ship Parcel',
        time: '2026-11-25T10:00:00Z',
        attributes: [{name: 'weight', value: 2.5}],
        relationships: [
          {objectId: 'ada', qualifier: 'receiver'},
          {objectId: 'p1', qualifier: 'shipped'},
        ],
      },
      {id: 'e2', type: 'Ship Parcel', time: 'soon', attributes: [], relationships: []},
    ],
    objects: [
      {id: 'ada', type: 'customer'},
      {id: 'p1', type: 'parcel'},
    ],
  };
  const options = {identify: {customer: 'user'}, channel: 'crm'} as const;

  it.each([
    null,
    'event',
    {...log.events[0], type: 7},
    {...log.events[0], relationships: 3},
    {...log.events[0], relationships: [null]},
    {...log.events[0], attributes: ['weight']},
  ])('puts an event %j aside, with what it is, and goes on', (event) => {
    const events = [event, log.events[0]] as Ocel['events'];
    const heard = heardOfOcel({...log, events}, options);
    expect(heard.unknown).toEqual([
      {reason: 'is no event of OCEL', payload: event, identifiers: []},
    ]);
    expect(heard.touchpoints).toHaveLength(1);
  });

  it('is called as it is told to', () => {
    const names = {'Ship Parcel': 'order_shipped'};
    expect(taken(heardOfOcel(log, {...options, names}))).toMatchObject([{name: 'order_shipped'}]);
  });

  it('is heard with its objects as relations, and told again', () => {
    const heard = heardOfOcel(log, options);
    expect(heard.unknown).toMatchObject([{reason: 'time: is no instant'}]);
    const [touchpoint] = taken(heard);
    expect(touchpoint).toMatchObject({
      name: 'ship_parcel',
      identifiers: [{kind: 'user', value: 'ada'}],
      relations: [
        {type: 'customer', id: 'ada', qualifier: 'receiver'},
        {type: 'parcel', id: 'p1', qualifier: 'shipped'},
      ],
    });
    const told = ocelOf([['c_1', [touchpoint as unknown as Touchpoint]]]);
    expect(told.events).toMatchObject([
      {
        id: 'e1',
        type: 'Ship Parcel',
        attributes: expect.arrayContaining([{name: 'weight', value: 2.5}]),
      },
    ]);
    expect(told.events[0]!.relationships).toEqual([
      {objectId: 'c_1', qualifier: 'customer'},
      ...log.events[0]!.relationships,
    ]);
  });

  it('does not take two objects of one id for one', () => {
    const touchpoint = (id: string, orderId: string): Touchpoint =>
      ({
        ...TouchpointInput.parse({
          id: uuidV7(1),
          name: 'order_completed',
          occurredAt: 1,
          channel: 'web',
          identifiers: [{kind: 'user', value: id}],
          commerce: {orderId},
        }),
      }) as unknown as Touchpoint;
    const {objects} = ocelOf([['same', [touchpoint('a', 'same')]]]);
    expect(objects.map(({id, type}) => `${type} ${id}`)).toEqual([
      'customer same',
      'order order:same',
    ]);
  });
});
