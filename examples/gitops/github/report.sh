#!/bin/sh
# report.sh comment FILE        the file is the one comment of ours on the pull request PULL_REQUEST: written once, and changed from then on
# report.sh issue FILE CODE     nothing was found (0): the open issue of ours is closed; else it is opened, or gets the new text
# report.sh pull-request BRANCH TITLE   opens a pull request from the branch, unless there is one
# Needs gh with GH_TOKEN, jq, and GITHUB_REPOSITORY. The file is cut at what GitHub takes, 65,536 characters.
set -eu
mark='<!-- livechat license -->'
title='LiveChat is not as the program says'
us='github-actions[bot]'

body() {
  { printf '%s\n' "$mark"; head -c 65000 "$1"; } | jq -Rs --arg title "${2:-}" '{body: .} + if $title == "" then {} else {title: $title} end'
}

case $1 in
  comment)
    comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
    id=$(gh api --paginate "$comments?per_page=100" |
      jq -r --arg us "$us" --arg mark "$mark" '.[] | select(.user.login == $us and (.body | startswith($mark))) | .id' | head -n 1)
    if [ -n "$id" ]; then
      body "$2" | gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --input - >/dev/null
    else
      body "$2" | gh api --method POST "$comments" --input - >/dev/null
    fi
    ;;
  issue)
    issues="repos/$GITHUB_REPOSITORY/issues"
    number=$(gh api --paginate "$issues?state=open&per_page=100" |
      jq -r --arg us "$us" --arg mark "$mark" \
        '.[] | select(.user.login == $us and .pull_request == null and ((.body // "") | startswith($mark))) | .number' | head -n 1)
    if [ "$3" -eq 0 ]; then
      [ -z "$number" ] || gh api --method PATCH "$issues/$number" -f state=closed >/dev/null
    elif [ -n "$number" ]; then
      body "$2" "$title" | gh api --method PATCH "$issues/$number" --input - >/dev/null
    else
      body "$2" "$title" | gh api --method POST "$issues" --input - >/dev/null
    fi
    ;;
  pull-request)
    open=$(gh api "repos/$GITHUB_REPOSITORY/pulls?state=open&head=${GITHUB_REPOSITORY%%/*}:$2" | jq length)
    if [ "$open" -eq 0 ]; then
      jq -n --arg head "$2" --arg base "$BASE_BRANCH" --arg title "$3" '{head: $head, base: $base, title: $title}' |
        gh api --method POST "repos/$GITHUB_REPOSITORY/pulls" --input - >/dev/null
    fi
    ;;
esac
