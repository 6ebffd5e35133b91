/** Native fields of a record that a developer field may replace, and the units that it then needs. */
const UNITS_BY_NATIVE_FIELD = new Map<number, RegExp>([
  [3, /^bpm$/i],
  [4, /./],
  [5, /^m(et(er|re)s?)?$/i],
  [7, /^w(atts?)?$/i],
]);

/** Position of a field in a message, in bytes after its header. */
export type FieldPlace = { at: number; size: number };
type Places = ReadonlyMap<number, FieldPlace>;

/** Field numbers of `field_description`. */
const NUMBER = 1;
const NAME = 3;
const UNITS = 8;
const NATIVE_MESSAGE = 14;
const NATIVE_FIELD = 15;
const RECORD = 20;
const UNREACHABLE = 0xff;

/** Returns the parser's name of a developer field that replaces this field of a record. */
export const developerName = (nativeField: number): string => `#${nativeField}`;

/**
 * Renames a developer field in the file. If its app declares it as heart rate, cadence, metres or watts, it gets our
 * own name: rowing machines and foot pods write theirs so. Under its original name it could overwrite a native field.
 * The parser skips all other developer fields.
 */
export const tameDescription = (
  message: Uint8Array,
  places: Places,
  { littleEndian }: { littleEndian: boolean },
): void => {
  const name = fieldAt(message, places, NAME);
  const nativeField = fieldAt(message, places, NATIVE_FIELD)[0] ?? UNREACHABLE;
  const unit = textOf(fieldAt(message, places, UNITS));
  const alias = developerName(nativeField);
  const replacesNative =
    numberOf(fieldAt(message, places, NATIVE_MESSAGE), littleEndian) === RECORD &&
    UNITS_BY_NATIVE_FIELD.get(nativeField)?.test(unit) === true &&
    name.length > alias.length;
  name.fill(0);
  if (replacesNative) name.set(Buffer.from(alias));
  else fieldAt(message, places, NUMBER).fill(UNREACHABLE);
};

const fieldAt = (message: Uint8Array, places: Places, field: number): Uint8Array => {
  const place = places.get(field);
  return place === undefined ? new Uint8Array() : message.subarray(place.at, place.at + place.size);
};

const numberOf = ([first = UNREACHABLE, second = UNREACHABLE]: Uint8Array, littleEndian: boolean): number =>
  littleEndian ? first | (second << 8) : (first << 8) | second;

const textOf = (bytes: Uint8Array): string => {
  const text = Buffer.from(bytes).toString('latin1');
  const end = text.indexOf('\0');
  return (end === -1 ? text : text.slice(0, end)).trim();
};
