#!/bin/sh
# report.sh comment FILE        the file is the one note of ours on the merge request: written once, and changed from then on
# report.sh issue FILE CODE     nothing was found (0): the open issue of ours is closed; else it is opened, or gets the new text
# report.sh pull-request BRANCH TITLE   opens a merge request from the branch, unless there is one
# Needs glab with GITLAB_TOKEN (a project access token with the scope api: a job's own token may not write notes), and jq.
set -eu
mark='<!-- livechat license -->'
title='LiveChat is not as the program says'
project="projects/$CI_PROJECT_ID"

# Only what the token's own user wrote is changed: anybody may begin a note with the mark.
me() { glab api user | jq .id; }

text() {
  { printf '%s\n' "$mark"; head -c 65000 "$2"; } | jq -Rs --arg member "$1" --arg title "${3:-}" \
    '{($member): .} + if $title == "" then {} else {title: $title} end'
}

send() { glab api --method "$1" "$2" --header 'Content-Type: application/json' --input - >/dev/null; }

case $1 in
  comment)
    notes="$project/merge_requests/$CI_MERGE_REQUEST_IID/notes"
    id=$(glab api --paginate "$notes?per_page=100" |
      jq -r --argjson me "$(me)" --arg mark "$mark" '.[] | select(.author.id == $me and (.body | startswith($mark))) | .id' | head -n 1)
    if [ -n "$id" ]; then text body "$2" | send PUT "$notes/$id"; else text body "$2" | send POST "$notes"; fi
    ;;
  issue)
    number=$(glab api --paginate "$project/issues?state=opened&scope=created_by_me&per_page=100" |
      jq -r --arg mark "$mark" '.[] | select((.description // "") | startswith($mark)) | .iid' | head -n 1)
    if [ "$3" -eq 0 ]; then
      [ -z "$number" ] || echo '{"state_event":"close"}' | send PUT "$project/issues/$number"
    elif [ -n "$number" ]; then
      text description "$2" "$title" | send PUT "$project/issues/$number"
    else
      text description "$2" "$title" | send POST "$project/issues"
    fi
    ;;
  pull-request)
    open=$(glab api "$project/merge_requests?state=opened&source_branch=$2" | jq length)
    if [ "$open" -eq 0 ]; then
      jq -n --arg source "$2" --arg target "$CI_DEFAULT_BRANCH" --arg title "$3" \
        '{source_branch: $source, target_branch: $target, title: $title}' | send POST "$project/merge_requests"
    fi
    ;;
esac
