"""An old hole in the shop: whatever is done around it, it is not new."""

from __future__ import annotations

from meaning.cases import edit
from meaning.flask_shop import QUERIES as SHOP_QUERIES
from meaning.flask_shop import VIEWS as SHOP_VIEWS

VIEWS = "shop/orders/views.py"
QUERIES = "shop/orders/queries.py"

HOLE = {VIEWS: edit(('queries.by_status("open")', 'queries.by_status(request.args["status"])'))}
OLD_VIEWS = HOLE[VIEWS].apply(SHOP_VIEWS)
BY_STATUS = SHOP_QUERIES[SHOP_QUERIES.index("def by_status") : SHOP_QUERIES.index("def sorted_orders")]
OPEN = '    return jsonify(queries.by_status(request.args["status"]))\n'
