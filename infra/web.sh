#!/usr/bin/env bash
# Copies web/dist to where CloudFront serves it from. Files with a hash in their name are kept for a year by
# browsers, index.html is asked for every time; old files stay for whoever still has the old page open.
set -euo pipefail
cd "$(dirname "$0")/../web/dist"

stack=${STACK:-oodaloo-prod}
output() {
  aws cloudformation describe-stacks --stack-name "$stack" \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text
}
bucket=$(output WebBucketName)
aws s3 cp . "s3://$bucket" --recursive --exclude index.html --cache-control 'public, max-age=31536000, immutable'
aws s3 cp index.html "s3://$bucket/index.html" --cache-control 'no-cache'
aws cloudfront create-invalidation --distribution-id "$(output WebDistributionId)" --paths /index.html >/dev/null
echo "web app: $(output WebAddress)"
