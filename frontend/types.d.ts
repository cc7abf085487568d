// What the scripts of the parts share with the kernel: the traits of each part, and the messages both ways. One place,
// read by the editor and by `npm run types`; nothing of it reaches a browser.

/** A message of ours, either way: what it is, and whatever belongs to it. */
type Message = { type: string; [name: string]: any };

/** The kernel's side of a part, as anywidget gives it to a script. */
interface Model<Traits extends object = any> {
  get<Name extends keyof Traits & string>(name: Name): Traits[Name];
  set<Name extends keyof Traits & string>(name: Name, value: Traits[Name]): void;
  save_changes(): void;
  send(message: Message, callbacks?: unknown, buffers?: (ArrayBuffer | ArrayBufferView)[]): unknown;
  on(event: "msg:custom", listener: (message: any, buffers: DataView<ArrayBuffer>[]) => void): void;
  on(event: `change:${keyof Traits & string}`, listener: () => void): void;
  off(event: string, listener?: (...values: any[]) => void): void;
}

/** What `render` of a part gets. */
interface Rendered<Traits extends object> {
  model: Model<Traits & PartTraits>;
  el: HTMLElement;
}

interface PartTraits {
  trouble: string;
}

/** What `h` takes below an element; null and false are left out. */
type Child = Node | string | null | undefined | false;
type Children = Child | Child[];
type Attribute = string | number | boolean | null | undefined | ((event: any) => unknown);

/** One state of mastery: what it is called, and how it is shown. */
interface Mark {
  level: string;
  word: string;
  symbol: string;
  css: string;
}

/** A value and the words it is shown with. */
type Option = [value: string, words: string];

// Choice, disclosure, progress

interface ChoiceTraits {
  label: string;
  label_hidden: boolean;
  options: { value: string; words: string }[];
  value: string;
  answered: boolean;
}

interface DisclosureTraits {
  expanded: boolean;
  label: string;
  open_label: string;
}

interface ProgressTraits {
  words: string;
  share: number | null;
  cancel_label: string;
  is_ending: boolean;
}

// Students by name, and the sentence they stand in

/** A field for names on the page. */
interface PeopleField {
  element: HTMLElement;
  input: HTMLInputElement;
  show(chosen: string[], people: string[]): void;
  answer(left: string): void;
}

interface PeoplePickerTraits {
  label: string;
  people: string[];
  names: string[];
  placeholder: string;
}

/** The kernel's answer to typed words that are no name: what of them is left. */
type TypedAnswer = { type: "typed"; slot: string; left: string };

interface StudentChipTraits {
  name: string;
  level: string;
  levels: Mark[];
  removable: boolean;
}

interface LevelBadgeTraits {
  level: string;
  levels: Mark[];
}

interface PeopleSlot {
  kind: "people";
  label: string;
  missing: string;
  one?: boolean;
}

interface ChoiceSlot {
  kind: "choice";
  label: string;
  missing: string;
  options: Option[];
  usual?: string;
  none?: string;
}

interface Sentence {
  key: string;
  words: string;
  text: string;
  note?: string;
  slots: { [slot: string]: PeopleSlot | ChoiceSlot };
}

/** A blank of a sentence on the page. */
interface Slot {
  element: HTMLElement;
  target: HTMLElement;
  show(value: string[] | string | undefined, people: string[]): void;
  isFull(value: string[] | string | undefined): boolean;
  answer?(left: string): void;
}

interface SentenceBuilderTraits {
  label: string;
  add_label: string;
  sentences: Sentence[];
  sentence: string;
  values: { [slot: string]: string[] | string };
  people: string[];
}

// Steps, days, news, second thoughts, and what is empty

interface StepperTraits {
  label: string;
  steps: { key: string; words: string }[];
  current: string;
  goes_back: boolean;
}

interface DateFieldTraits {
  label: string;
  value: string;
  quick: Option[];
  words: string;
  refusal: string;
  least: string;
  most: string;
}

interface ToastsTraits {
  label: string;
}

interface UndoBarTraits {
  words: string;
  undo_label: string;
  offered: number;
}

interface ConfirmButtonTraits {
  label: string;
  question: string;
  yes: string;
  no: string;
  disabled_reason: string;
}

interface EmptyStateTraits {
  title: string;
  words: string;
  action: string;
  href: string;
}

// Drop zone

interface DropZoneTraits {
  label: string;
  hint: string;
  accept: string;
  max_bytes: number;
  file_name: string;
  compact: boolean;
  disabled_reason: string;
}

/** The kernel's answer to a piece of a file. */
type FileAnswer = { type: "next" } | { type: "handled"; ok: boolean };

// Tables of fields

type FieldKind = "text" | "long text" | "number" | "date" | "select" | "choice" | "buttons" | "words";

interface FieldColumn {
  key: string;
  label: string;
  kind: FieldKind;
  placeholder?: string;
  options?: Option[];
}

/** A row: its own few names, and a value for each column's key. */
interface FieldRow {
  key: string;
  called?: string;
  note?: string;
  notes?: { [column: string]: string };
  fixed?: string[];
  options?: { [column: string]: Option[] };
  [column: string]: any;
}

/** A field on the page. */
interface Field {
  element: HTMLElement;
  show(value: any, options: Option[]): void;
}

interface FieldTableTraits {
  columns: FieldColumn[];
  rows: FieldRow[];
  caption: string;
  caption_hidden: boolean;
  row_header: string;
  suggestions: string[];
  at_last: number;
}

// Grid of scores

/** What a letter typed into a score means: "M", "missing". */
type ScoreMark = [letter: string, word: string];

interface ScoreSettings {
  options: Option[];
  marks: ScoreMark[];
  halves: boolean;
  fieldLabel: string;
}

interface ScoreRow {
  key: string;
  name: string;
  note?: string;
  options?: Option[];
}

/** A line of the grid on the page. */
interface ScoreLine {
  element: HTMLTableRowElement;
  input: HTMLInputElement;
  buttons: HTMLButtonElement[];
  set(text: string): void;
  show(text: string): void;
  warn(words: string): void;
}

interface ScoreGridTraits {
  rows: ScoreRow[];
  options: Option[];
  marks: ScoreMark[];
  halves: boolean;
  row_label: string;
  field_label: string;
  caption: string;
  empty_text: string;
  wide: boolean;
  entries: { [row: string]: string };
  problems: { [row: string]: string };
  heard: number;
  revision: number;
  at_first: number;
}

// Board

interface BoardGroup {
  number: number;
  name: string;
  note?: string;
  warnings?: string[];
}

interface BoardCard {
  key: string;
  name: string;
  group: number;
  level?: string;
  pinned?: boolean;
  moved_by_hand?: boolean;
  reason?: string;
  detail?: string;
}

interface BoardTraits {
  groups: BoardGroup[];
  cards: BoardCard[];
  levels: Mark[];
  settled: number;
  preview: string;
  preview_group: number | null;
  can_undo: boolean;
  can_redo: boolean;
  undo_text: string;
  redo_text: string;
  disabled_reason: string;
  empty_text: string;
}

/** A move that is being considered, and with what: the bar, a pointer, or the keys. */
interface Move {
  keys: string[];
  target: number | null;
  by: "bar" | "pointer" | "keys";
}

// Heat map

interface GridColumn {
  code: string;
  title: string;
  summary?: string;
}

interface GridCell {
  level: string;
  score: number | null;
  count: number;
  unsure: boolean;
  judged: string;
}

/** A row as it is sent: a letter a column, each the place of a cell among the different ones. */
interface GridLine {
  key: string;
  name: string;
  cells: string;
}

/** A cell as it is sent: the place of its level among the states, score, count, 1 if unsure, who judged. */
type GridKind = [level: number, score: number | null, count: number, unsure: number, judged: number];

/** A cell of the heat map by its student and its standard. */
interface GridPlace {
  row: string;
  column: string;
}

interface MasteryGridTraits {
  columns: GridColumn[];
  kinds: GridKind[];
  lines: GridLine[];
  states: string[];
  levels: Mark[];
  scale_top: number;
  caption: string;
  row_label: string;
  empty_text: string;
  selected: GridPlace | null;
}

// Table

interface TableColumn {
  key: string;
  label: string;
  kind?: "text" | "number" | "level" | "chips";
  align?: "start" | "end" | "center";
  digits?: number;
  filter?: boolean;
  people?: boolean;
}

/** Which rows of a table are looked at, and in which order: "score", or "-score" from most to least. */
interface TableView {
  find?: string;
  only?: { [column: string]: string };
  sort?: string;
}

type TableRow = { key: string; [column: string]: any };

/** One of several things in a cell, with the level it has. */
type ChipEntry = string | { text: string; level: string | null };

interface TableTraits {
  columns: TableColumn[];
  rows: TableRow[];
  levels: Mark[];
  caption: string;
  caption_hidden: boolean;
  row_header: string;
  sortable: boolean;
  clickable: boolean;
  filterable: boolean;
  selected: string;
  empty_text: string;
  view: TableView;
}

// Plot

/** As much of a Plotly figure as our scripts read. */
interface Figure {
  data?: object[];
  layout?: { [name: string]: any };
}

interface Plotly {
  react(element: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
  restyle(element: HTMLElement, update: object, traces?: number[]): Promise<unknown>;
  relayout(element: HTMLElement, update: object): Promise<unknown>;
  purge(element: HTMLElement): void;
}

/** An element that Plotly has drawn in. */
interface PlotlyElement extends HTMLElement {
  on(event: "plotly_click", listener: (event: { points: { [name: string]: any }[] }) => void): void;
}

/** What is another since the whole figure came: a place in it and its value, or no value for what is gone. */
type FigureChange = [path: (string | number)[], ...value: any[]];

interface PlotTraits {
  drawing: Figure;
  patch: FigureChange[];
  description: string;
  plotly_url: string;
}

// Page

interface PageTraits {
  status: string;
  status_kind: "" | "saved" | "saving" | "problem";
  class_names: string[];
  class_name: string;
  class_label: string;
  holds_unsaved: string;
}

interface Window {
  Plotly?: Plotly;
  plworkbenchPlotly?: Promise<Plotly>;
  plworkbenchLine?: import("./src/line.js").Line;
  plworkbenchKept?: { keep(): void; bringBack(): void };
  plworkbenchTheme?: { chosen(): string; choose(theme: string): void };
}
