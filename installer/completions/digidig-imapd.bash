# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Completion of digidig-imapd: commands from the overview, options from each command's own help.

_digidig_imapd() {
    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}" program="${COMP_WORDS[0]}"
    local command="${COMP_WORDS[1]}" known
    local files='--config|--ready-file|--password-file|--ca-file' folders='--state-dir|--to|--from'
    COMPREPLY=()
    case "$before" in
        --format)
            mapfile -t COMPREPLY < <(compgen -W "auto mbox maildir eml" -- "$word")
            return
            ;;
    esac
    if [[ "$before" =~ ^($files)$ ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
    fi
    if [[ "$before" =~ ^($folders)$ ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        return
    fi
    known="$(LC_ALL=C.UTF-8 "$program" --help 2>/dev/null | sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p')"
    if [ "$COMP_CWORD" -eq 1 ] && [[ "$word" != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$known" -- "$word")
        return
    fi
    grep -qxF -- "$command" <<<"$known" || command=serve
    if [[ "$word" == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W \
            "$(LC_ALL=C.UTF-8 "$program" "$command" --help 2>/dev/null | grep -oE '^  (-[a-z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+')" \
            -- "$word")
        return
    fi
    case "$command $COMP_CWORD" in
        "account 2") known="add list passwd alias quota disable enable remove" ;;
        "account 3") [ "$before" = alias ] && known="add remove" || known="" ;;
        "backup 2") known="create list verify remove" ;;
        "config 2") known="show schema reset" ;;
        "config 3")
            known=""
            [ "$before" != reset ] || known="$("$program" config 2>/dev/null | sed 's/ = .*//')"
            ;;
        import*)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
        *) known="" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$known" -- "$word")
}

complete -F _digidig_imapd digidig-imapd
