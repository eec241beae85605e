from index.formats.linear_math import bracketed, fraction, indexed, power, root


def test_parts_of_formulas_are_in_brackets_where_they_need_them() -> None:
    assert fraction("a+b", "2c") == "(a+b)/2c"
    assert power("x ", "12") == "x\u00b9\u00b2"
    assert power("e", "-kt") == "e^(-kt)"
    assert indexed("v", "max") == "v_max"
    assert indexed("v", "i=1") == "v_(i=1)"
    assert indexed("v", "") == "v"
    assert root("2g", "3") == "\u00b3\u221a2g"
    assert bracketed("x+1") == "(x+1)"
