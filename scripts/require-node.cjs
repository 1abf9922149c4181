// Written for any Node, however old: it is what tells an old one apart.
var needed = [20, 19];
var found = process.versions.node.split(".").map(Number);
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  console.error(
    "Node " +
      needed.join(".") +
      " or newer is needed, found " +
      process.versions.node +
      " at " +
      process.execPath +
      ".",
  );
  console.error(
    "Install one from https://nodejs.org/en/download, or `nvm install` where nvm is present (.nvmrc names the version).",
  );
  process.exit(1);
}
