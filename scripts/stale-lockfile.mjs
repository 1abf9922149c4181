/** The fields of a package.json that its entry in package-lock.json repeats. */
const REPEATED = ["version", "dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/**
 * Where package-lock.json is not what the package.json files ask for, one line each; none when they are in step.
 * Compares what is written and asks no registry: versions that a range allows are npm's business.
 * @param lock      package-lock.json, parsed
 * @param manifests folder ("" for the root) to its package.json, parsed
 */
export function staleLockfile(lock, manifests) {
  const packages = lock.packages;
  const problems = [];
  for (const [folder, manifest] of Object.entries(manifests)) {
    const name = folder === "" ? "package.json" : `${folder}/package.json`;
    const entry = packages[folder];
    if (entry === undefined) problems.push(`${name} is not in the lockfile`);
    else for (const field of REPEATED) problems.push(...differences(name, field, manifest[field], entry[field]));
  }
  for (const place of Object.keys(packages)) {
    if (!place.includes("node_modules/") && manifests[place] === undefined)
      problems.push(`the lockfile names ${place}, which is no workspace`);
  }
  const reached = reachable(packages, Object.keys(manifests));
  for (const place of Object.keys(packages)) {
    if (place.includes("node_modules/") && !reached.has(place)) problems.push(`nothing asks for ${place}`);
  }
  return problems;
}

function differences(name, field, wanted, locked) {
  if (typeof wanted !== "object" && typeof locked !== "object")
    return wanted === locked ? [] : [`${name}: ${field} ${wanted}, the lockfile has ${locked ?? "none"}`];
  const problems = [];
  for (const dependency of new Set([...Object.keys(wanted ?? {}), ...Object.keys(locked ?? {})])) {
    const [asked, found] = [wanted?.[dependency], locked?.[dependency]];
    if (asked !== found)
      problems.push(`${name}: ${dependency} ${asked ?? "is not asked for"}, the lockfile has ${found ?? "none"}`);
  }
  return problems;
}

/** Every entry that a lookup from some workspace ends at, as Node's resolution would. */
function reachable(packages, folders) {
  const reached = new Set();
  const next = [...folders];
  for (let place = next.pop(); place !== undefined; place = next.pop()) {
    const entry = packages[place];
    if (entry?.link === true) next.push(entry.resolved);
    const { dependencies, optionalDependencies, peerDependencies } = entry ?? {};
    const own = place.includes("node_modules/") ? {} : entry?.devDependencies;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies, ...own })) {
      const found = lookUp(packages, place, name);
      if (found === null || reached.has(found)) continue;
      reached.add(found);
      next.push(found);
    }
  }
  for (const folder of folders) {
    // Every workspace is linked, asked for or not.
    for (const [place, { link, resolved }] of Object.entries(packages))
      if (link === true && resolved === folder) reached.add(place);
  }
  return reached;
}

function lookUp(packages, place, name) {
  for (let folder = place; ; folder = parentOf(folder)) {
    const found = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[found] !== undefined) return found;
    if (folder === "") return null;
  }
}

/** The folder that a lookup goes on in: whatever holds the last node_modules, or the root. */
function parentOf(folder) {
  const at = folder.lastIndexOf("node_modules/");
  return at <= 0 ? "" : folder.slice(0, at - 1);
}
