import { describe, expect, it } from "vitest";
import { type Column, fitColumns, renderTable } from "./table.ts";
import { textWidth } from "./text-width.ts";

interface Row {
  readonly name: string;
  readonly status: string;
  readonly note: string;
}

const columns: readonly Column<Row>[] = [
  { header: "name", cell: (row) => row.name, minWidth: 6 },
  { header: "status", cell: (row) => row.status },
  { header: "note", cell: (row) => row.note, minWidth: 8, dropOrder: 1 },
];
const rows: readonly Row[] = [
  { name: "digits", status: "running", note: "first" },
  { name: "a-very-long-name-indeed", status: "ok", note: "a note that goes on and on" },
];

describe("a table", () => {
  it("is as wide as its content when there is room", () => {
    expect(renderTable(columns, rows, { width: 100 }).lines).toEqual([
      "name                     status   note",
      "digits                   running  first",
      "a-very-long-name-indeed  ok       a note that goes on and on",
    ]);
  });

  it("cuts the widest cells first", () => {
    expect(renderTable(columns, rows, { width: 40 }).lines).toEqual([
      "name            status   note",
      "digits          running  first",
      "a-very-long-n…  ok       a note that go…",
    ]);
  });

  it("drops whole columns, in order, before a cell says nothing", () => {
    const { lines, hidden } = renderTable(columns, rows, { width: 20 });
    expect(lines).toEqual(["name         status", "digits       running", "a-very-lon…  ok"]);
    expect(hidden).toEqual(["note"]);
  });

  it.each([10, 17, 23, 31, 44, 59, 80])(
    "is never wider than a terminal of %i columns with two-cell characters",
    (width) => {
      const wide = [{ name: "模型训练任务一号", status: "成功", note: "🎉🎉🎉🎉🎉🎉" }];
      const { lines } = renderTable([{ ...columns[0]!, dropOrder: 2 }, columns[1]!, columns[2]!], [...rows, ...wide], {
        width,
      });
      expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(width);
    },
  );

  it("leaves everything in full for a pipe", () => {
    const { lines } = renderTable(columns, rows, { width: Number.POSITIVE_INFINITY });
    expect(lines[2]).toContain("a note that goes on and on");
  });

  it("aligns numbers to the right and paints after fitting", () => {
    const { lines } = renderTable<number>(
      [{ header: "loss", cell: String, align: "right", paint: (text) => `<${text}>` }],
      [1, 100],
      { width: 80 },
    );
    expect(lines).toEqual(["loss", "   <1>", " <100>"]);
  });

  it("neutralises what a cell may hold", () => {
    const { lines } = renderTable<string>([{ header: "x", cell: (row) => row }], ["a\u001b[31mb\nc"], { width: 80 });
    expect(lines[1]).toBe("a␛[31mb c");
  });
});

describe("fitting columns", () => {
  it("never cuts a column that may not be cut", () => {
    const widths = fitColumns(
      [
        { natural: 32, min: 32, dropOrder: 0 },
        { natural: 50, min: 5, dropOrder: 0 },
      ],
      50,
    );
    expect(widths).toEqual([32, 16]);
  });
});
