export const SHELLS = ["bash", "zsh", "fish"] as const;

/** The text a shell evaluates; it asks `polyaxon __complete` at each Tab. Null for a shell that we do not know. */
export function completionScript(shell: string): string | null {
  if (shell === "bash") return BASH;
  if (shell === "zsh") return ZSH;
  return shell === "fish" ? FISH : null;
}

// `-o default`: where there are no words, files. COMP_WORDS splits at `=` and `:`, which no word of ours has.
const BASH = `_polyaxon() {
  local line words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  while IFS= read -r line; do
    line="\${line%%$'\\t'*}"
    [[ "$line" == "$2"* ]] && COMPREPLY+=("$line")
  done < <("$1" __complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _polyaxon polyaxon plx
`;

const ZSH = `_polyaxon() {
  local line word about
  local -a described
  for line in "\${(@f)$(\${words[1]} __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z "$line" ]] && continue
    word="\${line%%$'\\t'*}" about="\${line#*$'\\t'}"
    [[ "$line" == *$'\\t'* ]] && described+=("\${word//:/\\\\:}:$about") || described+=("\${word//:/\\\\:}")
  done
  if (( \${#described} )); then _describe polyaxon described; else _files; fi
}
compdef _polyaxon polyaxon plx
`;

const FISH = `function __polyaxon_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l found ($words[1] __complete -- $words[2..-1] 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c polyaxon -f -a '(__polyaxon_complete)'
complete -c plx -f -a '(__polyaxon_complete)'
`;
